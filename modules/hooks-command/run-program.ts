/** Runs one program with the event on its standard input: a group of its own, bounded output, a deadline. */
import { messageOf } from "../../kernel/index.ts";
import { BoundedOutput, childEnvironment, startGroup, supervise } from "../lib/child-process/index.ts";
import type { Program } from "./config.ts";

/** The text of an answer, and of a complaint, at most. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** An event that is larger is not given to a program. */
const MAX_INPUT_BYTES = 8 * 1024 * 1024;

export type Run =
  | { readonly kind: "exited"; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** It could not be run to its end. */
  | { readonly kind: "failed"; readonly reason: string };

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Variables that may pass. */
  readonly allow: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Never rejects. */
export async function runProgram(program: Program, input: unknown, options: RunOptions): Promise<Run> {
  const { cwd, env, allow, timeoutMs, signal } = options;
  const text = JSON.stringify(input);
  if (Buffer.byteLength(text) > MAX_INPUT_BYTES) {
    return { kind: "failed", reason: `the event is larger than ${MAX_INPUT_BYTES} bytes` };
  }
  const { command, args } = program;
  const [file, list] = args === undefined ? ["/bin/sh", ["-c", command]] : [command, args];
  const stdout = new BoundedOutput(MAX_OUTPUT_BYTES);
  const stderr = new BoundedOutput(MAX_OUTPUT_BYTES);
  const environment = childEnvironment({ cwd, allow, set: { ...env, ...program.env } });
  try {
    const group = await startGroup({ file, args: list, cwd, env: environment, hasInput: true });
    // A program that does not read its input, or has ended, is none the worse for it.
    group.stdin?.on("error", () => {});
    group.stdin?.end(`${text}\n`);
    const { cause, exit } = await supervise(group, {
      signal,
      timeoutMs,
      onChunk: async (stream, chunk) => (stream === "stdout" ? stdout : stderr).push(chunk),
    });
    if (cause === "timeout") return { kind: "failed", reason: `it took longer than ${timeoutMs / 1000} s` };
    if (cause === "aborted") return { kind: "failed", reason: "the turn was cancelled" };
    if (stdout.isTruncated) return { kind: "failed", reason: `its answer is larger than ${MAX_OUTPUT_BYTES} bytes` };
    return { kind: "exited", code: exit.code, stdout: stdout.text(), stderr: stderr.text().trim() };
  } catch (error) {
    return { kind: "failed", reason: messageOf(error) };
  }
}
