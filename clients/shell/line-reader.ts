/**
 * Reads what a person types at the prompt, with the keys of readline. Between two reads the terminal is as it was, so that Ctrl-C is a
 * signal, and questions are asked as elsewhere.
 */
import { createInterface, type Interface } from "node:readline";
import { afterSilence } from "../node/after-silence.ts";

export interface LineReaderOptions {
  /** Completes a line; answers what it may become. */
  readonly complete: (line: string) => string[];
}

export interface Reading {
  readonly prompt: string;
  /** The latest first. */
  readonly history: readonly string[];
  readonly signal: AbortSignal;
}

/** `interrupted`: Ctrl-C where nothing was typed; `end`: Ctrl-D. */
export type Typed =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "end" };

const CONTINUED = "… ";
/** Lines that come together were pasted, and are one prompt. */
const PASTE_MS = 30;
const MAX_LINES = 10_000;

/** A line that ends with a backslash goes on in the next. Rejects with the signal's reason. */
export async function readTyped({ complete }: LineReaderOptions, { prompt, history, signal }: Reading): Promise<Typed> {
  signal.throwIfAborted();
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: true,
    history: history.map((entry) => entry.replaceAll("\n", " ")),
    historySize: history.length + 1,
    completer: (line: string) => [complete(line), line],
    prompt,
  });
  try {
    return await untilTyped(reader, prompt, signal);
  } finally {
    reader.close();
  }
}

function untilTyped(reader: Interface, prompt: string, signal: AbortSignal): Promise<Typed> {
  let lines: string[] = [];
  let goOn = (): void => {};
  return new Promise<Typed>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const finish = (typed: Typed): void => {
      goOn();
      signal.removeEventListener("abort", abort);
      resolve(typed);
    };
    reader.on("line", (line) => {
      goOn();
      lines.push(line);
      if (line.endsWith("\\") && lines.length < MAX_LINES) {
        reader.setPrompt(CONTINUED);
        reader.prompt();
      } else goOn = afterSilence(PASTE_MS, () => finish({ kind: "text", text: joined(lines) }));
    });
    reader.on("SIGINT", () => {
      if (reader.line === "" && lines.length === 0) return finish({ kind: "interrupted" });
      lines = [];
      process.stdout.write("^C\n");
      // What stood in the line is forgotten.
      reader.write(null, { ctrl: true, name: "e" });
      reader.write(null, { ctrl: true, name: "u" });
      reader.setPrompt(prompt);
      reader.prompt();
    });
    reader.on("close", () => finish(lines.length === 0 ? { kind: "end" } : { kind: "text", text: joined(lines) }));
    reader.prompt();
  });
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => (line.endsWith("\\") ? line.slice(0, -1) : line)).join("\n");
}
