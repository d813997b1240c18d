/** MCP servers that a client gives: in our own words, and each of them right, as there is somebody to be told at once. */
import type { JsonObject, Problem } from "../../../kernel/index.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { inWords, serverProblems } from "./check-server.ts";

/** @throws SettingsError `invalid-params` with everything that is wrong */
export async function requireServers(servers: JsonObject): Promise<void> {
  const problems: Problem[] = [];
  for (const [name, server] of Object.entries(servers)) {
    for (const { path, message } of await serverProblems(name, server as JsonObject))
      problems.push({ path: `mcpServers.${name}${path === "" ? "" : `.${path}`}`, message });
  }
  if (problems.length > 0) throw new SettingsError("invalid-params", inWords(problems), problems);
}
