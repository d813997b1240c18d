/** Which of a server's tools are mounted: mounts what is new or changed, takes away what is gone, and knows whose each one is. */
import { createHash } from "node:crypto";
import type { Tool as Declared } from "@modelcontextprotocol/client";
import { type Coordinator, matchesPattern, type Tool, type Undo } from "../../kernel/index.ts";
import type { ServerConfig } from "./config.ts";
import { toolName } from "./tool-name.ts";

export interface ToolChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** What is not offered, and why. */
  readonly refused: readonly { readonly tool: string; readonly reason: string }[];
}

interface Offer {
  readonly server: string;
  readonly digest: string;
  readonly undo: Undo;
}

interface Offering {
  readonly server: string;
  readonly config: Pick<ServerConfig, "allowed_tools" | "denied_tools">;
  readonly make: (name: string, declared: Declared) => Tool;
}

const MAX_TOOLS = 500;
const MAX_DEFINITION_BYTES = 128 * 1024;

export class OfferedTools {
  readonly #coordinator: Coordinator;
  readonly #offers = new Map<string, Offer>();

  constructor(coordinator: Coordinator) {
    this.#coordinator = coordinator;
  }

  /** The capability `mcp.server_of`. */
  serverOf(name: string): string | undefined {
    return this.#offers.get(name)?.server;
  }

  /** The capability `mcp.version_of`: another text for each definition of a tool. */
  versionOf(name: string): string | undefined {
    return this.#offers.get(name)?.digest;
  }

  /** The server has exactly these tools now. */
  update({ server, config, make }: Offering, declared: readonly Declared[]): ToolChanges {
    const changes = { added: [] as string[], changed: [] as string[], removed: [] as string[] };
    const refused: { tool: string; reason: string }[] = [];
    const kept = new Set<string>();
    for (const tool of declared) {
      if (!isWanted(tool.name, config)) continue;
      const name = toolName(server, tool.name);
      const digest = digestOf(tool);
      const before = this.#offers.get(name);
      const reason = kept.has(name)
        ? `another tool of the server comes to the same name, ${name}`
        : kept.size >= MAX_TOOLS
          ? `a server may offer ${MAX_TOOLS} tools`
          : this.#objection(name, server, tool);
      if (reason !== undefined) {
        refused.push({ tool: tool.name, reason });
        continue;
      }
      kept.add(name);
      if (before?.digest === digest) continue;
      before?.undo();
      const undo = this.#coordinator.mount("tools", make(name, tool), { name });
      this.#offers.set(name, { server, digest, undo });
      (before === undefined ? changes.added : changes.changed).push(name);
    }
    for (const [name, offer] of this.#offers) {
      if (offer.server !== server || kept.has(name)) continue;
      offer.undo();
      this.#offers.delete(name);
      changes.removed.push(name);
    }
    return { ...changes, refused };
  }

  close(): void {
    for (const { undo } of this.#offers.values()) undo();
    this.#offers.clear();
  }

  #objection(name: string, server: string, { inputSchema, ...rest }: Declared): string | undefined {
    const owner = this.#offers.get(name)?.server;
    if (owner !== undefined && owner !== server)
      return `the server ${owner} has a tool that comes to the same name, ${name}`;
    if (owner === undefined && this.#coordinator.get("tools", name) !== undefined)
      return `there is a tool ${name} already`;
    const size = Buffer.byteLength(JSON.stringify({ inputSchema, ...rest }));
    return size > MAX_DEFINITION_BYTES ? `its definition is longer than ${MAX_DEFINITION_BYTES} bytes` : undefined;
  }
}

function isWanted(tool: string, { allowed_tools: allowed, denied_tools: denied }: Offering["config"]): boolean {
  if (denied.some((pattern) => matchesPattern(pattern, tool))) return false;
  return allowed === null || allowed.some((pattern) => matchesPattern(pattern, tool));
}

/** Over what a person goes by who allows it: what it says it does, what it takes, and what it hints at. */
function digestOf({ name, title, description, inputSchema, annotations }: Declared): string {
  const definition = JSON.stringify([name, title, description, inputSchema, annotations]);
  return createHash("sha256").update(definition).digest("hex");
}
