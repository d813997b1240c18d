/** Where ampd keeps its files: XDG's directories, or everything under `AMPD_HOME`. Names paths; creates nothing. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

export interface Directories {
  readonly config: string;
  readonly sessions: string;
  readonly cache: string;
}

export function directoriesOf(environment: NodeJS.ProcessEnv): Directories {
  const { AMPD_HOME } = environment;
  if (AMPD_HOME) {
    const root = resolve(AMPD_HOME);
    return { config: join(root, "config"), sessions: join(root, "sessions"), cache: join(root, "cache") };
  }
  const home = environment.HOME || homedir();
  const base = (variable: string, fallback: string): string =>
    join(environment[variable] || join(home, fallback), "ampd");
  return {
    config: base("XDG_CONFIG_HOME", ".config"),
    sessions: join(base("XDG_STATE_HOME", ".local/state"), "sessions"),
    cache: base("XDG_CACHE_HOME", ".cache"),
  };
}
