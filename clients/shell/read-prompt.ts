/**
 * The prompt of a command line: its words, and what stdin adds below them.
 *
 * An open pipe on which nothing comes looks like one on which something will come, so with words on the command line stdin is read
 * only where it cannot hang the command: a pipe or a socket that has data or is closed within moments, or anything else, such as a file
 * or /dev/null, which ends by itself. `-` waits for the end of stdin, and so does a command line without words.
 */
import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { afterSilence } from "../node/after-silence.ts";
import { EXIT } from "./exit-codes.ts";
import { ShellError } from "./shell-error.ts";

export interface PromptSource {
  readonly text: string;
  readonly stdin: "never" | "auto" | "always";
}

export interface StandardInput {
  /** Reading begins with this, and not before. */
  readonly open: () => Readable;
  readonly fd: number;
  readonly isTerminal: boolean;
}

export interface ReadPrompt {
  readonly text: string;
  /** Stdin was left alone because nothing came. */
  readonly wasSilent: boolean;
}

export interface Waiting {
  readonly signal: AbortSignal;
  /** It takes long, for a person who wonders. */
  readonly onSlow: () => void;
}

/** ampd takes frames of 32 MiB; JSON may need twice the bytes. */
export const MAX_PROMPT_BYTES = 8 * 1024 * 1024;
/** How long an open pipe may be silent before it is left alone. */
const SILENCE_MS = 300;
const SLOW_MS = 3000;

/** Finds at once what no reading will mend. @throws ShellError */
export function checkPromptSource({ text, stdin }: PromptSource, { isTerminal }: StandardInput): void {
  if (stdin === "always" && isTerminal) throw missing(text);
  if (stdin === "never") required(text);
}

/** @throws ShellError when there is no prompt, or too much of it; the signal's reason when it aborts */
export async function readPrompt(source: PromptSource, input: StandardInput, waiting: Waiting): Promise<ReadPrompt> {
  const { text, stdin } = source;
  if (stdin === "never" || (stdin === "auto" && input.isTerminal)) return { text: required(text), wasSilent: false };
  const isPatient = stdin === "always" || !mayBeSilent(input.fd);
  const added = await readAll(input.open(), { silenceMs: isPatient ? undefined : SILENCE_MS, ...waiting });
  if (added === undefined) return { text: required(text), wasSilent: true };
  const parts = [text, added].filter((part) => part.trim() !== "");
  return { text: required(parts.join("\n\n")), wasSilent: false };
}

function required(text: string): string {
  if (text.trim() === "") throw missing(text);
  return text;
}

function missing(text: string): ShellError {
  const what = text.trim() === "" ? "there is no prompt" : "`-` stands for stdin, which is a terminal";
  return new ShellError(`${what}; give it as an argument (ampsh "…") or on stdin (… | ampsh).`);
}

function mayBeSilent(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return true;
  }
}

interface ReadOptions extends Waiting {
  /** Give up when nothing has come for so long from the start; nothing: never. */
  readonly silenceMs: number | undefined;
}

/** Everything up to the end; nothing where the stream was silent. */
async function readAll(stream: Readable, options: ReadOptions): Promise<string | undefined> {
  const { silenceMs, signal, onSlow } = options;
  signal.throwIfAborted();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let stopWaiting = (): void => {};
  const forgetSlowness = afterSilence(SLOW_MS, onSlow);
  return new Promise<string | undefined>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      stopWaiting();
      forgetSlowness();
      signal.removeEventListener("abort", abort);
      stream.removeAllListeners();
      stream.on("error", () => {});
      stream.destroy();
      settle();
    };
    const abort = (): void => finish(() => reject(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    if (silenceMs !== undefined) stopWaiting = afterSilence(silenceMs, () => finish(() => resolve(undefined)));
    stream.on("data", (chunk: Buffer) => {
      stopWaiting();
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_PROMPT_BYTES) finish(() => reject(tooLong()));
    });
    stream.on("end", () => finish(() => resolve(Buffer.concat(chunks).toString("utf8"))));
    stream.on("error", (error) => finish(() => reject(unreadable(error))));
  });
}

function tooLong(): ShellError {
  const limit = `${MAX_PROMPT_BYTES / 1024 / 1024} MiB`;
  return new ShellError(`stdin has more than ${limit}; put it in a file and name the file in the prompt.`);
}

function unreadable(error: Error): ShellError {
  return new ShellError(`stdin cannot be read: ${error.message}.`, { exitCode: EXIT.failed, kind: "stdin-unreadable" });
}
