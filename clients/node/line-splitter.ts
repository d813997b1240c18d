/**
 * Cuts a stream of bytes into lines at LF, and at nothing else: U+2028 and a lone CR are text. A line that is not whole yet is kept
 * as the pieces that came, so that a long one is joined only once.
 */

const LF = 0x0a;

export class LineSplitter {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Calls back for each line that is whole now, without its LF. Empty ones are left out. @throws RangeError a line is too long */
  push(chunk: Buffer, onLine: (line: Buffer) => void): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      const line = this.#take();
      if (line.length > 0) onLine(line);
    }
    this.#keep(chunk.subarray(start));
  }

  /** What came behind the last LF. */
  get rest(): number {
    return this.#bytes;
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    if (this.#bytes > this.#maxBytes) throw new RangeError(`a line is longer than ${this.#maxBytes} bytes`);
    this.#pieces.push(piece);
  }

  #take(): Buffer {
    const [first] = this.#pieces;
    const line = first !== undefined && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    return line;
  }
}
