/** Reads a process's stderr so that it never blocks, and keeps the end of it for an error message. */
import type { Readable } from "node:stream";

const MAX_LINES = 5;
const MAX_LINE_CHARS = 500;

export class StderrTail {
  #lines: string[] = [];
  #open = "";

  constructor(stderr: Readable, onLine: (line: string) => void) {
    stderr.setEncoding("utf8");
    stderr.on("data", (text: string) => {
      const lines = (this.#open + text).split("\n");
      this.#open = (lines.pop() ?? "").slice(-MAX_LINE_CHARS);
      for (const line of lines) onLine(line);
      this.#lines = [...this.#lines, ...lines.filter((line) => line.trim() !== "")].slice(-MAX_LINES);
    });
    stderr.on("error", () => {});
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    const open = this.#open.trim() === "" ? [] : [this.#open];
    return [...this.#lines, ...open].slice(-MAX_LINES).map((line) => line.slice(0, MAX_LINE_CHARS));
  }
}
