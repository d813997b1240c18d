/** What grep answers, as text in the form that grep has always had: `path`, `path:number:line`, `path:count`. */
import type { FoundFile } from "./query.ts";

export const OUTPUT_MODES = ["files_with_matches", "content", "count"] as const;

export interface ResultListOptions {
  readonly mode: (typeof OUTPUT_MODES)[number];
  readonly hasNumbers: boolean;
  /** Entries to skip, and to show: files, or matching lines in content mode. */
  readonly offset: number;
  readonly limit: number;
}

const MAX_CHARS = 1_000_000;
/** Of one line. */
export const MAX_LINE_CHARS = 500;

export class ResultList {
  readonly #options: ResultListOptions;
  readonly #lines: string[] = [];
  #chars = 0;
  /** Entries seen, the skipped ones and the one too many included. */
  #seen = 0;
  #shown = 0;

  constructor(options: ResultListOptions) {
    this.#options = options;
  }

  /** There is more than can be shown. */
  get isFull(): boolean {
    return this.missing <= 0 || this.#chars > MAX_CHARS;
  }

  /** Entries that are still worth finding; one more than fits, to know whether there is more. */
  get missing(): number {
    return this.#options.offset + this.#options.limit + 1 - this.#seen;
  }

  add(file: FoundFile): void {
    if (this.isFull) return;
    if (this.#options.mode === "content") this.#addLines(file);
    else this.#addEntry(this.#options.mode === "count" ? `${file.path}:${file.count}` : file.path);
  }

  text(): string {
    if (this.#lines.length === 0) return this.#seen === 0 ? "No matches found." : "No more matches.";
    const next = this.#options.offset + this.#shown;
    const more = this.isFull ? `\n(there are more; narrow the search, or go on with offset ${next})` : "";
    return this.#lines.join("\n") + more;
  }

  #addEntry(text: string): void {
    if (this.#isShown(this.#seen)) {
      this.#push(text);
      this.#shown += 1;
    }
    this.#seen += 1;
  }

  /** Context goes with the match that it stands beside; `--` parts what is not adjacent. */
  #addLines(file: FoundFile): void {
    const hasContext = file.lines.some((line) => !line.isMatch);
    let last: number | undefined;
    for (const line of file.lines) {
      const index = line.isMatch ? this.#seen++ : this.#seen;
      if (this.#chars > MAX_CHARS || !(this.#isShown(index) || (!line.isMatch && this.#isShown(index - 1)))) continue;
      const isApart = last === undefined ? this.#lines.length > 0 : line.number > last + 1;
      if (hasContext && isApart) this.#push("--");
      const mark = line.isMatch ? ":" : "-";
      const number = this.#options.hasNumbers ? `${line.number}${mark}` : "";
      this.#push(`${file.path}${mark}${number}${cutLine(line.text)}`);
      last = line.number;
      if (line.isMatch) this.#shown += 1;
    }
  }

  #isShown(index: number): boolean {
    return index >= this.#options.offset && index < this.#options.offset + this.#options.limit;
  }

  #push(line: string): void {
    this.#lines.push(line);
    this.#chars += line.length;
  }
}

function cutLine(line: string): string {
  const text = line.replace(/\r?\n?$/, "");
  if (text.length <= MAX_LINE_CHARS) return text;
  return `${text.slice(0, MAX_LINE_CHARS).replace(/[\uD800-\uDBFF]$/, "")}[... line cut]`;
}
