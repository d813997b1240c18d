/** One server in a session of its own, which ends at once: what `ampd mcp test` tells. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { JsonObject, MountPlan } from "../../../kernel/index.ts";
import { MCP_MODULE } from "../../plan/mcp/check-server.ts";
import { readyPlan } from "../../plan/ready-plan.ts";
import type { Settings } from "../../plan/settings/read-settings.ts";
import { directoriesOf } from "../../store/directories.ts";
import { findSubject } from "../../validate/find-subject.ts";
import { type Scene, withScene } from "../../validate/scene.ts";
import { LOG_DIRECTORY, logFileOf } from "./logs.ts";
import type { KnownServer } from "./server-rows.ts";

export interface Tried {
  readonly ok: boolean;
  readonly durationMs: number;
  readonly era?: string;
  readonly protocolVersion?: string;
  readonly reason?: string;
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  /** The end of what it said. */
  readonly stderr: string;
}

interface Place {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly settings: Settings;
}

const MAX_STDERR_CHARS = 4000;
/** Seconds until a server that names no other time must be ready. */
const START_TIMEOUT = 30;

/** @throws KernelError where its config cannot be used */
export async function tryServer({ name, config }: KnownServer, { environment, cwd, settings }: Place): Promise<Tried> {
  const start = Date.now();
  const failed = (reason: string): Tried => ({
    ok: false,
    durationMs: Date.now() - start,
    reason,
    tools: [],
    stderr: "",
  });
  const own = {
    ...config,
    disabled: false,
    ...(config.url === undefined && { cwd: resolve(cwd, String(config.cwd ?? ".")) }),
  };
  const patience = Number(config.start_timeout ?? START_TIMEOUT) + 1;
  const ready = await readyPlan(planOf({ servers: { [name]: own }, start_wait: patience }), {
    settings,
    cwd,
    environment,
    isOurs: false,
  });
  const [entry] = ready.plan.tools;
  const servers = (entry?.config?.servers ?? {}) as JsonObject;
  if (servers[name] === undefined) return failed(ready.warnings.at(-1)?.message ?? "it is left out");
  const wanted = { what: MCP_MODULE, config: entry?.config ?? {}, mayExecute: false, inputs: {}, cwd, environment };
  const { subject } = await findSubject(wanted);
  const capabilities = { "user.credentials_dir": directoriesOf(environment).credentials };
  return withScene(subject, { capabilities }, async (scene) => {
    const told = scene.observations.find(({ event }) => event === "mcp:server_ready" || event === "mcp:server_down");
    const { era, protocol_version, reason } = (told?.data ?? {
      reason: `it was not ready within ${patience} s`,
    }) as Record<string, string>;
    const ok = told?.event === "mcp:server_ready";
    return {
      ok,
      durationMs: Date.now() - start,
      ...(ok && era !== undefined && { era }),
      ...(ok && protocol_version !== undefined && { protocolVersion: protocol_version }),
      ...(!ok && reason !== undefined && { reason }),
      tools: [...scene.coordinator.all("tools").values()].map((tool) => ({
        name: tool.name,
        description: tool.description,
      })),
      stderr: await stderrOf(scene, name),
    };
  });
}

/** tool-mcp alone: what other modules need is not looked up. */
export function planOf(config: JsonObject): MountPlan {
  const session = { orchestrator: { module: "loop-basic" }, context: { module: "context-simple" } };
  return { session, providers: [], tools: [{ module: MCP_MODULE, config }], hooks: [], agents: {} };
}

async function stderrOf({ coordinator }: Scene, name: string): Promise<string> {
  const state = coordinator.getCapability<string>("session.state_dir") ?? "";
  const text = await readFile(join(state, LOG_DIRECTORY, logFileOf(name)), "utf8").catch(() => "");
  return text.trim().slice(-MAX_STDERR_CHARS);
}
