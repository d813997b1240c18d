/** Bytes that have arrived and are not used yet, in one piece. It grows by doubling, so that a frame in tiny chunks costs linear time. */

/** What an empty queue may keep allocated. */
const MAX_IDLE_BYTES = 1024 * 1024;

export class ByteQueue {
  #buffer: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** False while the buffer is the caller's own chunk, which must not be written to. */
  #isOwned = false;

  get length(): number {
    return this.#end - this.#start;
  }

  push(chunk: Buffer): void {
    if (this.length === 0) {
      this.#adopt(chunk);
      return;
    }
    if (!this.#isOwned || this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    chunk.copy(this.#buffer, this.#end);
    this.#end += chunk.length;
  }

  /** Everything there is, without taking it. Valid until the next push. */
  view(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Takes `count` bytes. Valid until the next push. */
  take(count: number): Buffer {
    const taken = this.#buffer.subarray(this.#start, this.#start + count);
    this.skip(count);
    return taken;
  }

  skip(count: number): void {
    this.#start = Math.min(this.#start + count, this.#end);
    if (this.length === 0 && this.#buffer.length > MAX_IDLE_BYTES) this.#adopt(Buffer.alloc(0));
  }

  /** The place of a byte, counted from the first one that is not taken; -1 where there is none from `from` on. */
  indexOf(byte: number, from: number): number {
    return this.view().indexOf(byte, from);
  }

  #adopt(chunk: Buffer): void {
    this.#buffer = chunk;
    this.#start = 0;
    this.#end = chunk.length;
    this.#isOwned = false;
  }

  #makeRoom(count: number): void {
    const length = this.length;
    const next = Buffer.allocUnsafe(Math.max(4096, (length + count) * 2));
    this.#buffer.copy(next, 0, this.#start, this.#end);
    this.#buffer = next;
    this.#start = 0;
    this.#end = length;
    this.#isOwned = true;
  }
}
