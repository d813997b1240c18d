/** Splits bytes into lines at LF, with a bound on how much is kept of a line that does not end. */
const LF = 0x0a;

interface Options {
  readonly maxBytes: number;
  /** Without the line's end; blank lines are left out. */
  readonly onLine: (line: Buffer) => void;
  /** Called once; nothing is read after it. */
  readonly onTooLong: () => void;
}

export class LineSplitter {
  readonly #options: Options;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    let start = 0;
    while (!this.#isOver && start < chunk.length) {
      const end = chunk.indexOf(LF, start);
      this.#keep(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (end < 0) return;
      start = end + 1;
      if (!this.#isOver) this.#finish();
    }
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes <= this.#options.maxBytes) {
      this.#parts.push(part);
      return;
    }
    this.#isOver = true;
    this.#parts = [];
    this.#options.onTooLong();
  }

  #finish(): void {
    const line = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    if (line.some((byte) => byte > 0x20)) this.#options.onLine(line);
  }
}
