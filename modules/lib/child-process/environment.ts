/** The environment of a child process: by allowlist, so that the secrets in this process's own environment never reach it. */
const ALLOWED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM", "TZ", "TMPDIR"];

export interface EnvironmentOptions {
  /** More names that may pass. */
  readonly allow?: readonly string[];
  /** Values to set, whatever this process has. */
  readonly set?: Readonly<Record<string, string>>;
  /** Becomes `PWD`. */
  readonly cwd: string;
}

export function childEnvironment(
  options: EnvironmentOptions,
  source: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const { allow = [], set = {}, cwd } = options;
  const names = Object.keys(source).filter(
    (name) => ALLOWED.includes(name) || name.startsWith("LC_") || allow.includes(name),
  );
  const passed = names.flatMap((name) => {
    const value = source[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), PWD: cwd, ...set };
}
