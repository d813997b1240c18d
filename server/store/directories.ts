/** Where ampd keeps its files: XDG's directories, or everything under `AMPD_HOME`. Names paths; creates nothing. */
import { userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

export interface Directories {
  readonly config: string;
  readonly sessions: string;
  /** What sessions that are kept elsewhere need on this machine. */
  readonly scratch: string;
  readonly cache: string;
  /** Logins to MCP servers. */
  readonly credentials: string;
}

export function directoriesOf(environment: NodeJS.ProcessEnv): Directories {
  const { AMPD_HOME } = environment;
  if (AMPD_HOME) {
    const root = resolve(AMPD_HOME);
    return {
      config: join(root, "config"),
      sessions: join(root, "sessions"),
      scratch: join(root, "scratch"),
      cache: join(root, "cache"),
      credentials: join(root, "credentials"),
    };
  }
  const home = absolute(environment.HOME) ?? userInfo().homedir;
  const base = (variable: string, fallback: string): string =>
    join(absolute(environment[variable]) ?? join(home, fallback), "ampd");
  return {
    config: base("XDG_CONFIG_HOME", ".config"),
    sessions: join(base("XDG_STATE_HOME", ".local/state"), "sessions"),
    scratch: join(base("XDG_STATE_HOME", ".local/state"), "scratch"),
    cache: base("XDG_CACHE_HOME", ".cache"),
    credentials: join(base("XDG_STATE_HOME", ".local/state"), "credentials"),
  };
}

/** XDG says that a relative path is to be ignored. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
