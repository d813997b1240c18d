/** A child process that leads a process group of its own, so that it and what it starts can be ended together. */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { constants as system } from "node:os";
import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { findProgram } from "./find-program.ts";
import { appointGuardian, guard } from "./guardian.ts";
import { hasRunningMember } from "./running-members.ts";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Its input stays open, for what speaks over it; otherwise the input is empty. */
  readonly hasInput?: boolean;
}

export interface Exit {
  /** As a shell would tell it: 128 + n after signal n. */
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
}

/** It does not outlive this process, also when that is killed outright. A process that moves to a session of its own (`setsid`) leaves the group and is out of reach. */
export interface ProcessGroup {
  readonly pid: number;
  /** Only where the command has an input. */
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the leader has exited, whatever others still do. */
  readonly exited: Promise<Exit>;
  /** Whether any process of the group is left. */
  isAlive(): boolean;
  /** Waits so long at most; whether no process of the group is left. */
  isGoneWithin(ms: number): Promise<boolean>;
  /** Ends every process of the group: TERM, a short grace, KILL. May be called at any time, also twice; the first grace counts. */
  end(graceMs?: number): Promise<void>;
}

const TERM_GRACE_MS = 500;
/** A machine that is busy takes its time to end what was killed; what takes longer hangs in the operating system. */
const KILL_WAIT_MS = 5000;
const MIN_POLL_MS = 5;
const MAX_POLL_MS = 80;

/** @throws an Error with a code such as `ENOENT` when the program cannot be started */
export async function startGroup(command: Command): Promise<ProcessGroup> {
  appointGuardian();
  requireProgram(command);
  const { file, args } = held(command);
  const child = spawn(file, args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: [command.hasInput === true ? "pipe" : "ignore", "pipe", "pipe", "pipe"],
  });
  const started = new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  const { pid, stdin, stdout, stderr } = child;
  // It may not even have its pipes then: where the system has no more files to give.
  if (pid === undefined) return noProcess(command, started);
  // Whoever writes to a process that is gone hears of it by its exit.
  stdin?.on("error", () => {});
  const release = guard(pid);
  letGo(child.stdio[3] as Writable);
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code: code ?? codeOf(signal), signal }));
  });
  await started;
  if (stdout === null || stderr === null) throw new Error(`${command.file} has no pipes`);
  const control = groupControl(pid, release);
  void exited.then(() => control.isAlive());
  return { pid, stdin, stdout, stderr, exited, ...control };
}

/** @throws what kept it from being started */
async function noProcess({ file }: Command, started: Promise<void>): Promise<never> {
  await started;
  throw new Error(`${file} has no process id`);
}

/** Waits for a word on its fourth pipe: a program must not run before its group is guarded, however slow this process is by then. */
const WAIT_FOR_WORD = 'read -r word <&3 && exec 3<&- && exec "$@"';

/** Without process groups, as on Windows, there is no guard to wait for. */
function held({ file, args }: Command): Pick<Command, "file" | "args"> {
  return process.platform === "win32"
    ? { file, args }
    : { file: "/bin/sh", args: ["-c", WAIT_FOR_WORD, "sh", file, ...args] };
}

function letGo(pipe: Writable): void {
  // A process that is gone by now tells by its exit.
  pipe.on("error", () => {}).end("go\n");
}

/** The shell that waits would tell a missing program by its exit code alone. */
function requireProgram({ file, env, cwd }: Command): void {
  const found = file.includes("/") ? resolve(cwd, file) : findProgram(file, env.PATH ?? process.env.PATH);
  try {
    if (found === undefined) throw Object.assign(new Error(`spawn ${file} ENOENT`), { code: "ENOENT" });
    accessSync(found, constants.X_OK);
  } catch (error) {
    const { code = "ENOENT" } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(`spawn ${file} ${code}`), { code });
  }
}

function groupControl(pid: number, release: () => void): Pick<ProcessGroup, "isAlive" | "isGoneWithin" | "end"> {
  // Once the group is gone its number may come to name another one, so nothing is sent to it any more.
  let isGone = false;
  let ending: Promise<void> | undefined;
  const send = (signal: NodeJS.Signals | 0): void => {
    if (isGone) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      isGone = (error as NodeJS.ErrnoException).code === "ESRCH";
    }
    if (isGone) release();
  };
  const isAlive = (): boolean => {
    send(0);
    isGone ||= !hasRunningMember(pid);
    if (isGone) release();
    return !isGone;
  };
  const isGoneWithin = async (ms: number): Promise<boolean> => {
    const until = Date.now() + ms;
    for (let pause = MIN_POLL_MS; isAlive(); pause = Math.min(pause * 2, MAX_POLL_MS)) {
      if (Date.now() >= until) return false;
      await delay(pause);
    }
    return true;
  };
  const end = async (graceMs: number): Promise<void> => {
    send("SIGTERM");
    if (await isGoneWithin(graceMs)) return;
    send("SIGKILL");
    await isGoneWithin(KILL_WAIT_MS);
  };
  return {
    isAlive,
    isGoneWithin,
    end: (graceMs = TERM_GRACE_MS) => {
      ending ??= end(graceMs);
      return ending;
    },
  };
}

function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : system.signals[signal]);
}
