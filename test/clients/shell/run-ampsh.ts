/** Runs the built ampsh as a shell would: with pipes, or on a terminal of its own; in a home and a directory made for the test. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtProgram, type IsolatedHome, isolatedHome, type ProcessEnd } from "../../support/isolated-home.ts";

export interface Workplace {
  readonly home: IsolatedHome;
  /** Where ampsh runs. */
  readonly cwd: string;
  /** Writes a mount plan whose provider plays these answers, and names its file. */
  plan(responses: readonly unknown[], overrides?: Record<string, unknown>): string;
}

export async function inWorkplace(body: (workplace: Workplace) => Promise<void>): Promise<void> {
  const home = isolatedHome();
  const cwd = join(home.directory, "project");
  mkdirSync(cwd);
  let plans = 0;
  const plan: Workplace["plan"] = (responses, overrides = {}) => {
    plans += 1;
    const path = join(home.directory, `plan-${plans}.json`);
    writeFileSync(path, JSON.stringify({ ...scriptedPlan(responses), ...overrides }));
    return path;
  };
  try {
    await body({ home, cwd, plan });
  } finally {
    for (const child of running) await endGroup(child);
    home.remove();
  }
}

function scriptedPlan(responses: readonly unknown[]): Record<string, unknown> {
  return {
    session: { orchestrator: { module: "loop-streaming" }, context: { module: "context-simple" } },
    providers: [{ module: "provider-mock", config: { responses, chunk_chars: 3 } }],
    tools: ["tool-filesystem", "tool-bash"].map((module) => ({ module })),
    hooks: [{ module: "hooks-approval" }],
  };
}

export interface RunOptions {
  /**
   * Text, all of which is in a pipe that nobody writes to any more; or what stdin is instead: nothing at all, or open and silent until it is
   * typed, or the file of this descriptor. Default: `nothing`.
   */
  readonly stdin?: string | { readonly is: "nothing" | "silent" } | { readonly fd: number };
  readonly env?: NodeJS.ProcessEnv;
  /** What runs, where it is not ampsh itself: see `onTerminal`. */
  readonly command?: readonly [string, readonly string[]];
}

export interface RunningAmpsh {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly exited: Promise<ProcessEnd>;
  /** Resolves when stdout and stderr, in the order in which they came, match. Rejects when ampsh ends before. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  type(text: string): void;
  endInput(): void;
  signal(signal: NodeJS.Signals): void;
  closeStdout(): void;
}

export interface Finished extends ProcessEnd {
  readonly stdout: string;
  readonly stderr: string;
}

const running = new Set<ChildProcess>();
// Where a test ran out of time, its body never comes to its end.
process.on("exit", () => {
  for (const { pid } of running) if (pid !== undefined && isAlive(pid)) process.kill(-pid, "SIGKILL");
});

/** Without a controlling terminal, whatever the test itself has. */
export function startAmpsh(workplace: Workplace, args: readonly string[], options: RunOptions = {}): RunningAmpsh {
  const { stdin = { is: "nothing" } } = options;
  const plain = options.command ?? ([process.execPath, [builtProgram("ampsh"), ...args]] as const);
  const [program, programArgs] = typeof stdin === "string" ? withText(stdin, workplace, plain) : plain;
  const child = spawn(program, programArgs, {
    cwd: workplace.cwd,
    env: { ...workplace.home.env, ...options.env },
    detached: true,
    stdio: [typeof stdin === "string" ? "ignore" : "fd" in stdin ? stdin.fd : STDIN[stdin.is], "pipe", "pipe"],
  });
  running.add(child);
  child.stdin?.on("error", () => {});
  return observe(child);
}

const STDIN = { nothing: "ignore", silent: "pipe" } as const;

/** A shell that makes way for a command whose stdin is a pipe with this text: it is there before the command begins. */
function withText(
  text: string,
  { home }: Workplace,
  [program, args]: readonly [string, readonly string[]],
): readonly [string, readonly string[]] {
  const pipe = join(home.directory, `stdin-${randomUUID()}`);
  const line = 'mkfifo "$0" && exec 3<>"$0" && printf %s "$1" >&3 && pipe=$0 && shift && exec "$@" <"$pipe" 3>&-';
  return ["/bin/sh", ["-c", line, pipe, text, program, ...args]];
}

export async function ampsh(
  workplace: Workplace,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const run = startAmpsh(workplace, args, options);
  const end = await run.exited;
  return { ...end, stdout: run.stdout, stderr: run.stderr };
}

/** ampsh on a terminal of its own; the redirection is bash's. What is typed goes to the terminal, and both outputs come back from it as stdout. */
export function onTerminal(
  workplace: Workplace,
  args: readonly string[],
  redirection = "",
  extra: NodeJS.ProcessEnv = {},
): RunningAmpsh {
  const words = [process.execPath, builtProgram("ampsh"), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const command = `exec ${words.join(" ")} ${redirection}`;
  const env = { SHELL: "/bin/bash", TERM: "xterm", ...extra };
  return startAmpsh(workplace, [], {
    command: ["script", ["-qec", command, "/dev/null"]],
    stdin: { is: "silent" },
    env,
  });
}

/** A dialogue on a terminal, whose provider plays these answers. */
export async function inDialogue(
  responses: readonly unknown[],
  body: (run: RunningAmpsh, workplace: Workplace) => Promise<void>,
): Promise<void> {
  await inWorkplace(async (workplace) => {
    const run = onTerminal(workplace, ["--color", "never", "--mount-plan", workplace.plan(responses)]);
    await run.seen(/\/help lists the commands[\s\S]*> /);
    await body(run, workplace);
  });
}

/** What is typed counts once the prompt is there; `answer` is what then comes, with the next prompt behind it. */
export async function say(run: RunningAmpsh, typed: string, answer: RegExp): Promise<void> {
  run.type(typed);
  await run.seen(new RegExp(`${answer.source}[\\s\\S]*> [^\\n]*$`));
}

export const TERMINAL = {
  name: "script, of util-linux",
  isMet: (spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "").includes("util-linux"),
};

function observe(child: ChildProcess): RunningAmpsh {
  const { pid } = child;
  if (pid === undefined) throw new Error("ampsh did not start");
  const text = { stdout: "", stderr: "", all: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
      text.all += chunk;
      for (const watcher of watchers) watcher();
    });
  }
  const exited = new Promise<ProcessEnd>((resolve) => {
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return {
    pid,
    exited,
    get stdout() {
      return text.stdout;
    },
    get stderr() {
      return text.stderr;
    },
    seen: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(text.all);
          if (match === null) return;
          watchers.delete(look);
          resolve(match);
        };
        watchers.add(look);
        look();
        void exited.then(() => reject(new Error(`${pattern} was not seen in: ${text.all}`)));
      }),
    type: (typed) => void child.stdin?.write(typed),
    endInput: () => void child.stdin?.end(),
    signal: (signal) => void process.kill(pid, signal),
    closeStdout: () => void child.stdout?.destroy(),
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** Has ended, and nobody has asked how: an init that does not reap leaves it so. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Waits until the process is no more; the test's deadline is the limit. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

const POLL_MS = 20;

async function endGroup(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGKILL");
  await exited;
}
