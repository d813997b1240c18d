/**
 * Starts the built ampd, `dist/ampd.js`, with nothing of this machine's configuration: a home of its own, no vendor's keys. A test sees
 * its raw stdin and stdout, its log, and how it ended; whatever happens, it is gone when the test is over.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
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

export interface RunningAmpd {
  readonly pid: number;
  readonly home: IsolatedHome;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** What it has logged so far. */
  readonly stderr: string;
  readonly exited: Promise<ProcessEnd>;
}

export interface AmpdOptions {
  readonly args?: readonly string[];
  /** Added to the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where it runs; default: its home. */
  readonly cwd?: string;
  /** One that is used again: it is then left in place. */
  readonly home?: IsolatedHome;
}

/** Runs the test's body beside an ampd. */
export async function withAmpd(options: AmpdOptions, body: (ampd: RunningAmpd) => Promise<void>): Promise<void> {
  const home = options.home ?? isolatedHome();
  const child = spawn(process.execPath, [builtProgram("ampd"), ...(options.args ?? [])], {
    cwd: options.cwd ?? home.directory,
    env: { ...home.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  try {
    await body(observe(child, home));
  } finally {
    await end(child);
    if (options.home === undefined) home.remove();
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function observe(child: Child, home: IsolatedHome): RunningAmpd {
  const { pid, stdin, stdout } = child;
  if (pid === undefined) throw new Error("ampd did not start");
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A test that ends ampd on purpose may still be writing to it.
  stdin.on("error", () => {});
  const exited = new Promise<ProcessEnd>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  return {
    pid,
    home,
    stdin,
    stdout,
    exited,
    get stderr() {
      return stderr;
    },
  };
}

async function end(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.stdout.destroy();
  child.kill("SIGKILL");
  await exited;
}
