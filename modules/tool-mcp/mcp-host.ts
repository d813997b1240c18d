/** The servers of one session: starts all of them at once, offers their tools as they come, and tells what becomes of them. */
import { setTimeout as delay } from "node:timers/promises";
import type { Client, Tool as Declared } from "@modelcontextprotocol/client";
import type { Coordinator, JsonObject } from "../../kernel/index.ts";
import { makeClient } from "./client.ts";
import type { Config, ServerConfig } from "./config.ts";
import type { Link } from "./connect.ts";
import { OfferedTools } from "./offered-tools.ts";
import { RESOURCES, resourcesTool } from "./resources-tool.ts";
import { ResultKeeper } from "./result-keeper.ts";
import { ServerLog } from "./server-log.ts";
import { serverTool } from "./server-tool.ts";
import { SupervisedServer } from "./supervised-server.ts";

export const EVENTS = [
  "mcp:server_ready",
  "mcp:server_down",
  "mcp:tools_changed",
  "mcp:tools_refused",
  "mcp:page_done",
  "mcp:log",
] as const;

type EventName = (typeof EVENTS)[number];

interface Hosted {
  readonly name: string;
  readonly config: ServerConfig;
  readonly server: SupervisedServer;
  readonly log: ServerLog;
}

export class McpHost {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  readonly #keeper: ResultKeeper;
  readonly #servers: readonly Hosted[];
  readonly offered: OfferedTools;

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.#config = config;
    this.#keeper = new ResultKeeper(coordinator, config.max_content_size);
    this.offered = new OfferedTools(coordinator);
    const wanted = Object.entries(config.servers).filter(([, server]) => !server.disabled);
    this.#servers = wanted.map(([name, server]) => this.#host(name, server));
  }

  /** Resolves when all have started or failed, or when the config's patience is at an end; the others go on by themselves. */
  async start(): Promise<void> {
    const patience = new AbortController();
    const limit = delay(this.#config.start_wait * 1000, undefined, { signal: patience.signal }).catch(() => {});
    const all = Promise.all(this.#servers.map(({ server }) => server.start()));
    await Promise.race([all, limit]);
    patience.abort();
  }

  /** What whoever made the session should hear. */
  get warnings(): { readonly kind: string; readonly message: string }[] {
    return this.#servers.flatMap(({ name, server }) => {
      if (server.isReady) return [];
      if (server.isStarting)
        return [{ kind: "mcp-server-starting", message: `The MCP server ${name} is still starting.` }];
      return [{ kind: "mcp-server-failed", message: `The MCP server ${name} is not there: ${server.reason}` }];
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(({ server }) => server.close()));
    for (const { log } of this.#servers) log.close();
    this.offered.close();
  }

  #host(name: string, config: ServerConfig): Hosted {
    const log = new ServerLog(this.#coordinator, name);
    const cwd = this.#coordinator.getCapability<string>("session.working_dir") ?? process.cwd();
    const server: SupervisedServer = new SupervisedServer(
      {
        name,
        config,
        cwd,
        makeClient: () => this.#makeClient(hosted),
        onNoise: (chunk) => log.append(chunk),
      },
      {
        onReady: (link, signal) => this.#greet(hosted, link, signal),
        onDown: (reason, retry_in_ms) => this.#tell("mcp:server_down", { server: name, reason, retry_in_ms }),
      },
    );
    const hosted: Hosted = { name, config, server, log };
    return hosted;
  }

  #makeClient(hosted: Hosted): Promise<Client> {
    return makeClient({
      coordinator: this.#coordinator,
      server: hosted.name,
      calls: hosted.server.calls,
      onTools: (tools, client) => this.#offer(hosted, tools, client),
      onPageDone: (id) => this.#tell("mcp:page_done", { server: hosted.name, elicitation_id: id }),
      onLog: (entry) => this.#tell("mcp:log", { server: hosted.name, ...entry }),
      report: (line) => hosted.log.append(Buffer.from(`${line}\n`)),
    });
  }

  async #greet(hosted: Hosted, { client, era, protocolVersion }: Link, signal: AbortSignal): Promise<void> {
    const hasTools = client.getServerCapabilities()?.tools !== undefined;
    const { tools } = hasTools ? await client.listTools(undefined, { signal }) : { tools: [] };
    const count = this.#offer(hosted, tools, client);
    this.#tell("mcp:server_ready", { server: hosted.name, era, protocol_version: protocolVersion, tools: count });
  }

  /** How many tools of the server are offered now. */
  #offer({ name, config, server }: Hosted, tools: readonly Declared[], client: Client): number {
    const hasResources = client.getServerCapabilities()?.resources !== undefined;
    const declared = hasResources ? [...tools, RESOURCES] : tools;
    const common = { coordinator: this.#coordinator, server, serverName: name, config, keeper: this.#keeper };
    const make = (toolName: string, one: Declared) =>
      one === RESOURCES
        ? resourcesTool({ ...common, name: toolName })
        : serverTool({ ...common, name: toolName, declared: one });
    const { refused, ...changes } = this.offered.update({ server: name, config, make }, declared);
    if (Object.values(changes).some(({ length }) => length > 0))
      this.#tell("mcp:tools_changed", { server: name, ...changes });
    if (refused.length > 0) this.#tell("mcp:tools_refused", { server: name, refused });
    return declared.length - refused.length;
  }

  #tell(event: EventName, data: JsonObject): void {
    void this.#coordinator.hooks.emit(event, data);
  }
}
