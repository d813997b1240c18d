/** MCP servers that a client gives: in our own words, and each of them right, as there is somebody to be told at once. */
import type { JsonObject, Problem } from "../../../kernel/index.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { faultsOf } from "./read-servers.ts";

/** @throws SettingsError `invalid-params` with everything that is wrong */
export async function requireServers(servers: JsonObject): Promise<void> {
  const problems: Problem[] = [];
  for (const [name, server] of Object.entries(servers)) {
    const faults = await faultsOf(name, server as JsonObject);
    problems.push(...faults.map((message) => ({ path: `mcpServers.${name}`, message })));
  }
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message }) => `${path}: ${message}`);
  throw new SettingsError("invalid-params", lines.join("; "), problems);
}
