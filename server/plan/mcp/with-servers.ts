/** MCP servers over a plan: each name replaces the whole server that the plan has under it, and tool-mcp is added where it is missing. Pure. */
import type { JsonObject, ModuleEntry } from "../../../kernel/index.ts";
import { MCP_MODULE } from "./check-server.ts";

/** @param plan its modules as entries @param servers configs by name */
export function withServers(plan: JsonObject, servers: JsonObject = {}): JsonObject {
  const added = Object.values(servers) as readonly JsonObject[];
  const tools = (Array.isArray(plan.tools) ? plan.tools : []) as readonly ModuleEntry[];
  const place = tools.findIndex(({ module }) => module === MCP_MODULE);
  const entry = tools[place];
  if (added.length === 0 || (entry === undefined && added.every(({ disabled }) => disabled === true))) return plan;
  const before = entry?.config?.servers as JsonObject | undefined;
  const changed = {
    ...(entry ?? { module: MCP_MODULE }),
    config: { ...entry?.config, servers: { ...before, ...servers } },
  };
  return { ...plan, tools: entry === undefined ? [...tools, changed] : tools.with(place, changed) };
}
