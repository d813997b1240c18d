/** The person's terminal, for questions: wherever stdin and stdout lead, it is asked and answered there. Line by line, never raw. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Readable } from "node:stream";
import { ReadStream } from "node:tty";
import { afterSilence } from "../node/after-silence.ts";

export interface Terminal {
  write(text: string): void;
  /**
   * Writes the prompt and answers the line that is typed behind it; nothing at the end of input. What was typed before is no answer
   * and is dropped. @throws the signal's reason
   */
  ask(prompt: string, signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** How long it is listened for what was typed before the prompt is there. */
const TYPED_AHEAD_MS = 30;
const MAX_LINE_CHARS = 4096;
const TERMINAL_PATH = "/dev/tty";

/** Nothing where this process has no controlling terminal. */
export function openTerminal(): Terminal | undefined {
  try {
    const output = openSync(TERMINAL_PATH, "w");
    const write = (text: string): void => {
      writeSync(output, text);
    };
    const ask: Terminal["ask"] = async (prompt, signal) => {
      const input = new ReadStream(openSync(TERMINAL_PATH, "r"));
      try {
        await dropTypedAhead(input);
        const answer = readLine(input, signal);
        write(prompt);
        return await answer;
      } finally {
        input.destroy();
      }
    };
    return { write, ask, close: () => closeSync(output) };
  } catch {
    return undefined;
  }
}

async function dropTypedAhead(input: Readable): Promise<void> {
  const drop = (): void => {};
  input.on("data", drop);
  await new Promise<void>((resolve) => void afterSilence(TYPED_AHEAD_MS, resolve));
  input.off("data", drop);
}

async function readLine(input: Readable, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  let text = "";
  return new Promise<string | undefined>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      signal.removeEventListener("abort", abort);
      input.removeAllListeners();
      input.on("error", () => {});
      settle();
    };
    const abort = (): void => finish(() => reject(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    input.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const [line, rest] = text.split("\n", 2);
      if (rest !== undefined || text.length > MAX_LINE_CHARS) finish(() => resolve(line));
    });
    input.on("end", () => finish(() => resolve(undefined)));
    // A terminal that hangs up reports an error instead of an end.
    input.on("error", () => finish(() => resolve(undefined)));
  });
}
