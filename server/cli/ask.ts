/** One question to the person at the terminal, on stderr. Answers nothing where there is no terminal, or the input ends. */
import { createInterface } from "node:readline/promises";

export async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await reader.question(question)).trim();
  } catch {
    return undefined; // Ctrl-C or the end of the input.
  } finally {
    reader.close();
  }
}

/** Yes or no, and no in doubt. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(?:es)?$/i.test((await ask(`${question} [y/N] `)) ?? "");
}
