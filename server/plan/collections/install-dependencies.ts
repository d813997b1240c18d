/** Installs what a collection's modules depend on, by npm, when the user asked for it. No script of any package is run. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startGroup, supervise } from "../../../modules/lib/child-process/index.ts";
import { SettingsError } from "../settings/settings-error.ts";

const TIMEOUT_MS = 10 * 60_000;
const MAX_OUTPUT_CHARACTERS = 20_000;

/** @param path the collection's folder @throws SettingsError `collection-unavailable` with what npm said */
export async function installDependencies(path: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const modules = await readdir(join(path, "modules")).catch(() => []);
  for (const folder of [path, ...modules.sort().map((name) => join(path, "modules", name))]) {
    if (await hasDependencies(folder)) await npmInstall(folder, environment);
  }
}

async function hasDependencies(folder: string): Promise<boolean> {
  try {
    const { dependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return typeof dependencies === "object" && dependencies !== null && Object.keys(dependencies).length > 0;
  } catch {
    return false;
  }
}

async function npmInstall(cwd: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const args = ["install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"];
  const group = await startGroup({ file: "npm", args, cwd, env }).catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError("collection-unavailable", `npm cannot be started (${error.code}); install it`);
  });
  let said = "";
  const { exit, cause } = await supervise(group, {
    signal: new AbortController().signal,
    timeoutMs: TIMEOUT_MS,
    onChunk: async (stream, chunk) => {
      if (stream === "stderr") said = (said + chunk.toString()).slice(-MAX_OUTPUT_CHARACTERS);
    },
  });
  if (cause === "exited" && exit.code === 0) return;
  const why =
    cause === "timeout" ? `it did not end within ${TIMEOUT_MS} ms` : said.trim() || `it ended with ${exit.code}`;
  throw new SettingsError("collection-unavailable", `npm install in ${cwd} failed: ${why}`);
}
