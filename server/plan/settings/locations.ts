/** Where settings are looked for: the user's directory, and the workspace around a session's directory. Names paths; reads no file. */
import { realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { directoriesOf } from "../../store/directories.ts";

/** One file that may hold settings. */
export interface SettingsFile {
  readonly scope: "user" | "project" | "local";
  readonly path: string;
  /** Written for Amplifier, whose spelling differs; what is wrong in it is a warning, as it is not ours. */
  readonly isAmplifiers: boolean;
  /** It names MCP servers in JSON, as for any other host. */
  readonly holdsServers?: true;
}

const MARKERS = [".ampd", ".amplifier", ".mcp.json"];
const MAX_LEVELS = 64;

/** The real path of the workspace: the nearest directory with configuration, up to the top of the repository; else `cwd` itself. */
export async function workspaceRoot(cwd: string): Promise<string> {
  const start = await realpath(cwd);
  let directory = start;
  for (let level = 0; level < MAX_LEVELS; level += 1) {
    if ((await Promise.all(MARKERS.map((name) => exists(join(directory, name))))).some(Boolean)) return directory;
    const parent = dirname(directory);
    if (parent === directory || (await exists(join(directory, ".git")))) break;
    directory = parent;
  }
  return start;
}

/** The weakest first. A workspace at home has no settings of its own: `~/.amplifier` is the user's. */
export async function settingsFiles(root: string, environment: NodeJS.ProcessEnv): Promise<SettingsFile[]> {
  const home = environment.HOME || homedir();
  const { config } = directoriesOf(environment);
  const servers = (scope: SettingsFile["scope"], path: string): SettingsFile => {
    return { scope, path, isAmplifiers: false, holdsServers: true };
  };
  const { AMPLIFIER_MCP_CONFIG: named } = environment;
  const chosen = named ? [servers("user", resolve(root, named))] : [];
  const user: SettingsFile[] = [
    servers("user", join(home, ".amplifier", "mcp.json")),
    { scope: "user", path: join(home, ".amplifier", "settings.yaml"), isAmplifiers: true },
    { scope: "user", path: join(config, "settings.yaml"), isAmplifiers: false },
  ];
  if (await isHome(root, environment)) return [...user, ...chosen];
  const inWorkspace = (scope: "project" | "local", name: string): SettingsFile[] => [
    { scope, path: join(root, ".amplifier", name), isAmplifiers: true },
    { scope, path: join(root, ".ampd", name), isAmplifiers: false },
  ];
  return [
    ...user,
    servers("project", join(root, ".amplifier", "mcp.json")),
    servers("project", join(root, ".mcp.json")),
    ...inWorkspace("project", "settings.yaml"),
    ...inWorkspace("local", "settings.local.yaml"),
    ...chosen,
  ];
}

export async function isHome(root: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const home = environment.HOME || homedir();
  return (await realpath(home).catch(() => home)) === root;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
