/** An ampd that this process has started: its streams, the end of its log, and how it is brought to an end. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { AmpdError } from "./ampd-error.ts";
import { locateAmpd } from "./locate-ampd.ts";
import { StderrTail } from "./stderr-tail.ts";
import { within } from "./within.ts";

export interface SpawnOptions {
  /** Default: the Node that runs this, with the ampd that comes with the client. */
  readonly command?: string | undefined;
  readonly args?: readonly string[] | undefined;
  /** Where ampd runs; default: here. */
  readonly cwd?: string | undefined;
  /** Its whole environment; default: this process's. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Called with each line of its log. */
  readonly onLog?: ((line: string) => void) | undefined;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long what ampd wrote last may take to arrive once it has ended. */
const DRAIN_MS = 1000;
const TERMINATE_GRACE_MS = 3000;

export class AmpdProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #tail: StderrTail;
  /** Rejects with `start-failed` when it could not be started. */
  readonly exited: Promise<ExitStatus>;

  /** Called with each line of its log. */
  onLog: ((line: string) => void) | undefined;

  /** Starts it. A process that is left alone leaves with this one. @throws AmpdError `start-failed` where there is no ampd */
  constructor(options: SpawnOptions = {}) {
    const { command, args = [], cwd, env } = options;
    this.onLog = options.onLog;
    const [program, programArgs] =
      command === undefined ? [process.execPath, [locateAmpd(), ...args]] : [command, args];
    // A group of its own: a terminal's Ctrl-C is for the client, which decides what becomes of the turn.
    this.#child = spawn(program, programArgs, {
      cwd,
      env,
      detached: process.platform !== "win32",
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    this.#tail = new StderrTail(this.#child.stderr, (line) => this.onLog?.(line));
    // That it is gone is told by its exit.
    this.#child.stdin.on("error", () => {});
    this.exited = new Promise((resolve, reject) => {
      this.#child.once("error", (error) => reject(notStarted(program, error)));
      this.#child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    this.exited.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stdin(): Writable {
    return this.#child.stdin;
  }

  get stdout(): Readable {
    return this.#child.stdout;
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined;
  }

  /** What everything in flight fails with: asked when it has ended, or has closed its output. Waits for its last words. */
  async obituary(): Promise<AmpdError> {
    try {
      await within(DRAIN_MS, this.exited);
      if (!this.hasExited) return new AmpdError("ampd closed its output.", { kind: "connection-closed" });
      await within(DRAIN_MS, Promise.all([ended(this.#child.stdout), ended(this.#child.stderr)]));
      return this.#died(await this.exited);
    } catch (error) {
      return error instanceof AmpdError ? error : notStarted("ampd", error);
    }
  }

  /** Waits for it to leave by itself, then asks it by a signal, then ends it. */
  async end(patienceMs: number): Promise<void> {
    const exited = this.exited.catch(() => {});
    await within(patienceMs, exited);
    if (this.hasExited) return;
    this.kill("SIGTERM");
    await within(TERMINATE_GRACE_MS, exited);
    if (this.hasExited) return;
    this.kill("SIGKILL");
    await exited;
  }

  /** Signals ampd and whatever shares its group. */
  kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.hasExited) return;
    try {
      if (process.platform === "win32") this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      this.#child.kill(signal);
    }
  }

  #died({ code, signal }: ExitStatus): AmpdError {
    const how = signal === null ? `with exit code ${code}` : `by signal ${signal}`;
    const lines = this.#tail.lines;
    const log = lines.length === 0 ? "" : ` Its last lines: ${lines.join(" | ")}`;
    const data = { exitCode: code, signal, stderr: lines };
    return new AmpdError(`ampd ended ${how} while it was needed.${log}`, { kind: "process-died", data });
  }
}

function notStarted(program: string, cause: unknown): AmpdError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AmpdError(`ampd could not be started (${program}): ${why}`, { kind: "start-failed", cause });
}

async function ended(stream: Readable): Promise<void> {
  if (stream.readableEnded || stream.destroyed) return;
  await new Promise<void>((resolve) => {
    stream.once("end", resolve);
    stream.once("close", resolve);
  });
}
