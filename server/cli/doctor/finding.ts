/** One thing that was looked at. */
export interface Finding {
  readonly about: string;
  /** `error`: sessions will not work; `warning`: something of them will not. */
  readonly status: "ok" | "warning" | "error";
  readonly found: string;
  /** What to do, where something is wrong. */
  readonly fix?: string;
}

export interface Examination {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
}
