/** One question to the person at the terminal, on stderr: yes or no, and no in doubt. */
import { createInterface } from "node:readline/promises";

export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } catch {
    return false; // Ctrl-C or the end of the input.
  } finally {
    reader.close();
  }
}
