/** Takes some lines, each cut to a length, out of text that comes in pieces; it never holds more than those. */
export interface WindowOptions {
  /** The first line that is wanted, from 1. */
  readonly offset: number;
  readonly limit: number;
  /** Characters kept of a line. */
  readonly maxChars: number;
}

export class LineWindow {
  readonly #options: WindowOptions;
  readonly #lines: string[] = [];
  #count = 0;
  #line = "";
  #lineLength = 0;

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  /** The lines so far, numbered as `cat -n` does. */
  get text(): string {
    return this.#lines.join("\n");
  }

  /** Lines that have ended so far. */
  get count(): number {
    return this.#count;
  }

  get taken(): number {
    return this.#lines.length;
  }

  get isFull(): boolean {
    return this.#lines.length === this.#options.limit;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.#extend(text.slice(from, end));
      this.#finishLine();
      from = end + 1;
    }
    this.#extend(text.slice(from));
  }

  /** A last line needs no line feed. */
  end(): void {
    if (this.#lineLength > 0) this.#finishLine();
  }

  #extend(piece: string): void {
    this.#lineLength += piece.length;
    // One more than is kept, so that a carriage return before the line feed does not count.
    if (this.#isWanted()) this.#line += piece.slice(0, this.#options.maxChars + 1 - this.#line.length);
  }

  #finishLine(): void {
    if (this.#isWanted()) {
      const number = String(this.#count + 1).padStart(6);
      this.#lines.push(`${number}\t${this.#cut(this.#line, this.#lineLength)}`);
    }
    this.#count += 1;
    this.#line = "";
    this.#lineLength = 0;
  }

  #cut(kept: string, length: number): string {
    const { maxChars } = this.#options;
    if (length <= maxChars + 1 && kept.endsWith("\r")) return kept.slice(0, -1);
    if (length <= maxChars) return kept;
    const start = kept.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, "");
    return `${start}[... ${length - start.length} more characters]`;
  }

  #isWanted(): boolean {
    return this.#count + 1 >= this.#options.offset && !this.isFull;
  }
}
