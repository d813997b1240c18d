/** The servers that sessions in a directory get, each with its origin and whether it can act. Starts none of them. */
import { didYouMean, type JsonObject, type MountPlan } from "../../../kernel/index.ts";
import { redactText } from "../../../modules/lib/redaction/index.ts";
import { compilePlan } from "../../plan/compile-plan.ts";
import { expandPlan } from "../../plan/environment.ts";
import { MCP_MODULE } from "../../plan/mcp/check-server.ts";
import { originsOf } from "../../plan/origins.ts";
import type { Settings } from "../../plan/settings/read-settings.ts";
import { SettingsService } from "../../plan/settings/settings-service.ts";

export interface ServerRow {
  readonly name: string;
  /** `off`: the settings leave tool-mcp out. */
  readonly state: "ready" | "disabled" | "untrusted" | "lacking" | "off";
  /** What it lacks, or how to have it. */
  readonly reason?: string;
  readonly type: string;
  /** Its command or address, without secrets. */
  readonly target: string;
  readonly origin: string;
}

export interface KnownServer extends ServerRow {
  /** As it is written, with its variables. */
  readonly config: JsonObject;
}

export interface ServersHere {
  readonly settings: Settings;
  readonly servers: readonly KnownServer[];
}

/** @throws SettingsError, KernelError where there is no plan */
export async function serversHere(place: {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly profile?: string | undefined;
}): Promise<ServersHere> {
  const { environment, cwd, profile } = place;
  const settings = await new SettingsService(environment).read(cwd);
  const { plan, layers } = await compilePlan({ profile }, { environment, settings });
  const planned = ofPlan(plan, originsOf({ ...plan }, layers), environment);
  const others = [
    ...settings.leaves.map((leaf) => ({ leaf, state: "off", reason: "the settings switch tool-mcp off" }) as const),
    ...settings.held.map((leaf) => {
      return { leaf, state: "untrusted", reason: leaf.unbound ?? `ampd trust ${settings.root}` } as const;
    }),
  ];
  const rest = others.flatMap(({ leaf: { path, value, origin }, state, reason }) => {
    const [section, name = ""] = path;
    const isElse =
      section !== "mcp_servers" || value === null || (state === "off" && planned.some((one) => one.name === name));
    if (isElse) return [];
    return [
      describe({ name, config: value as JsonObject, state, reason, origin: `${origin.file}:${origin.line ?? "?"}` }),
    ];
  });
  return { settings, servers: [...planned, ...rest] };
}

/** The one that acts under this name, or else one that waits. @throws Error that names the nearest */
export function serverNamed(name: string, servers: readonly KnownServer[]): KnownServer {
  const found = servers.find((server) => server.name === name);
  if (found !== undefined) return found;
  const names = servers.map((server) => server.name);
  throw new Error(`There is no MCP server "${name}" here${didYouMean(name, names) || "."} See: ampd mcp list`);
}

function ofPlan(
  plan: MountPlan,
  origins: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
): KnownServer[] {
  const { problems } = expandPlan(plan, environment);
  return plan.tools.flatMap(({ module, config }, index) => {
    if (module !== MCP_MODULE) return [];
    return Object.entries((config?.servers ?? {}) as Record<string, JsonObject>).map(([name, server]) => {
      const place = `tools[${index}].config.servers.${name}.`;
      const origin = origins[Object.keys(origins).find((key) => key.startsWith(place)) ?? ""] ?? "?";
      const lacking = problems.find(({ path }) => path.startsWith(place))?.message;
      if (server.disabled === true) return describe({ name, config: server, state: "disabled", origin });
      const state = lacking === undefined ? "ready" : "lacking";
      return describe({ name, config: server, state, reason: lacking, origin });
    });
  });
}

type Known = Pick<KnownServer, "name" | "config" | "state" | "origin"> & { readonly reason?: string | undefined };

function describe({ reason, ...server }: Known): KnownServer {
  const { command, args = [], url, type } = server.config;
  const words = url === undefined ? [command, ...(args as unknown[])] : [url];
  return {
    ...server,
    ...(reason !== undefined && { reason }),
    type: typeof type === "string" ? type : url === undefined ? "stdio" : "http",
    target: redactText(words.map(String).join(" ")),
  };
}
