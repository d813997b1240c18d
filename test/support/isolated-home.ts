/** Where the built programs are, and a home for them with nothing of this machine's configuration: no vendor's keys, no settings. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** The built program of this name. @throws Error when there is none */
export function builtProgram(name: "ampd" | "ampsh"): string {
  const path = join(DIST, `${name}.js`);
  if (!existsSync(path)) throw new Error(`${path} is missing; run: node build.mjs`);
  return path;
}

export interface IsolatedHome {
  /** Holds everything; gone after `remove`. */
  readonly directory: string;
  /** A whole environment. */
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/** A home with nothing in it, and the environment of a process that lives there. */
export function isolatedHome(extra: NodeJS.ProcessEnv = {}): IsolatedHome {
  const directory = mkdtempSync(join(tmpdir(), "ampd-test-"));
  const { PATH, TMPDIR } = process.env;
  const env = {
    PATH,
    ...(TMPDIR !== undefined && { TMPDIR }),
    HOME: directory,
    AMPD_HOME: join(directory, "ampd"),
    ...extra,
  };
  return { directory, env, remove: () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }) };
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
