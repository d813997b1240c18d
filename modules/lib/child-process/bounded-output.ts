/** Keeps the head and the tail of an output of any length in a bounded amount of memory. */
const HEAD_SHARE = 0.4;
const TAIL_SHARE = 0.4;

export class BoundedOutput {
  readonly #maxBytes: number;
  readonly #head: Buffer;
  /** A ring with what came last, after the head. */
  readonly #rest: Buffer;
  #total = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#head = Buffer.alloc(Math.floor(maxBytes * HEAD_SHARE));
    this.#rest = Buffer.alloc(maxBytes - this.#head.length);
  }

  get isTruncated(): boolean {
    return this.#total > this.#maxBytes;
  }

  push(chunk: Buffer): void {
    const toHead = Math.max(0, Math.min(chunk.length, this.#head.length - this.#total));
    chunk.copy(this.#head, this.#total, 0, toHead);
    const size = this.#rest.length;
    const start = Math.max(toHead, chunk.length - size);
    for (let from = start; from < chunk.length && size > 0; ) {
      const at = (this.#total + from - this.#head.length) % size;
      const count = Math.min(chunk.length - from, size - at);
      chunk.copy(this.#rest, at, from, from + count);
      from += count;
    }
    this.#total += chunk.length;
  }

  /** All of it, or its head and its tail with a line between them that says how much is missing; no character is split. */
  text(): string {
    const head = this.#head.subarray(0, Math.min(this.#total, this.#head.length));
    const rest = this.#restInOrder();
    if (!this.isTruncated) return Buffer.concat([head, rest]).toString();
    const headEnd = wholeCharactersBefore(head, head.length);
    const tailStart = wholeCharactersFrom(rest, rest.length - Math.floor(this.#maxBytes * TAIL_SHARE));
    const missing = this.#total - headEnd - (rest.length - tailStart);
    const mark = `\n[... ${missing} of ${this.#total} bytes left out ...]\n`;
    return `${head.toString("utf8", 0, headEnd)}${mark}${rest.toString("utf8", tailStart)}`;
  }

  /** The text so far; what comes next begins a new one. */
  take(): string {
    const text = this.text();
    this.#total = 0;
    return text;
  }

  #restInOrder(): Buffer {
    const length = Math.max(0, this.#total - this.#head.length);
    const size = this.#rest.length;
    if (length <= size) return this.#rest.subarray(0, length);
    const oldest = length % size;
    return Buffer.concat([this.#rest.subarray(oldest), this.#rest.subarray(0, oldest)]);
  }
}

/** A character of UTF-8 has at most this many bytes after its first. */
const MAX_CONTINUATION = 3;

function wholeCharactersBefore(bytes: Buffer, end: number): number {
  for (let start = end - 1; start >= 0 && end - start <= MAX_CONTINUATION + 1; start--) {
    const byte = bytes[start] ?? 0;
    if (isContinuation(byte)) continue;
    const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return start + width <= end ? end : start;
  }
  return end;
}

function wholeCharactersFrom(bytes: Buffer, start: number): number {
  let from = start;
  while (from < bytes.length && from - start < MAX_CONTINUATION && isContinuation(bytes[from] ?? 0)) from += 1;
  return from;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
