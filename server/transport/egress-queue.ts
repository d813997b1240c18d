/**
 * What waits to be written. It keeps order, drops nothing, writes as fast as the stream takes it, and lets adjacent messages merge
 * while they wait. It does not know JSON-RPC.
 */
import type { Writable } from "node:stream";
import type { JsonObject } from "../../kernel/index.ts";

/** Bytes that go to the stream together: more of one message only when it has taken these. */
const WRITE_BYTES = 64 * 1024;
/** A merged message stays below this, so that no frame grows without end. */
const MAX_MERGED_BYTES = 256 * 1024;

export interface Merging {
  /** Only messages of one key merge. */
  readonly key: string;
  /** One message for both, or `undefined`: they must stay apart. Neither may be changed by anyone after it was pushed. */
  merge(previous: JsonObject, next: JsonObject): JsonObject | undefined;
}

export interface EgressOptions {
  readonly output: Writable;
  readonly encode: (json: string) => Buffer;
  /** Called once, when nothing can be written any more. */
  readonly onBroken: (error: Error) => void;
  /** Called when bytes have left the queue. */
  readonly onDrained: () => void;
  /** Hears of a merge that broke its contract. */
  readonly report: (line: string) => void;
}

/** A message that may still merge is kept as it is; its size is that of the JSON texts that went into it. */
interface OpenMessage {
  message: JsonObject;
  bytes: number;
  readonly merging: Merging;
}

type Entry = { readonly frame: Buffer } | { readonly open: OpenMessage };

const WRITTEN: Entry = { frame: Buffer.alloc(0) };

export class EgressQueue {
  readonly #options: EgressOptions;
  #entries: Entry[] = [];
  /** Entries before it are written. */
  #head = 0;
  #queuedBytes = 0;
  #unconfirmedWrites = 0;
  #progress = 0;
  #isBroken = false;
  #isStopped = false;

  constructor(options: EgressOptions) {
    this.#options = options;
    options.output.on("error", (error) => this.#break(error));
    options.output.on("close", () => this.#break(new Error("the output was closed")));
    options.output.on("drain", () => this.#flush());
  }

  /** Bytes that nobody has taken yet, those in a stream that is full too. */
  get bytes(): number {
    const { output } = this.#options;
    return this.#queuedBytes + (output.writableNeedDrain ? output.writableLength : 0);
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Everything that was pushed has been taken by the operating system. */
  get isFlushed(): boolean {
    return this.#isBroken || (this.length === 0 && this.#unconfirmedWrites === 0);
  }

  /** Grows whenever bytes leave: two equal looks tell that the reader has stopped. */
  get progress(): number {
    return this.#progress;
  }

  /** From now on nothing is taken any more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** @throws where `message` has no JSON text: cycles, bigints, nesting that overflows */
  push(message: JsonObject, merging?: Merging): void {
    const json = JSON.stringify(message);
    if (merging === undefined || !this.#isWaiting) this.pushJson(json);
    else if (!this.#mergeIntoLast(message, merging, json.length)) {
      this.#enqueue({ open: { message, bytes: json.length, merging } }, json.length);
    }
  }

  pushJson(json: string): void {
    if (this.#isBroken || this.#isStopped) return;
    let rest = this.#options.encode(json);
    for (; rest.length > WRITE_BYTES && !this.#isWaiting; rest = rest.subarray(WRITE_BYTES)) {
      this.#write(rest.subarray(0, WRITE_BYTES));
    }
    if (this.#isWaiting) this.#enqueue({ frame: rest }, rest.length);
    else this.#write(rest);
  }

  get #isWaiting(): boolean {
    return this.length > 0 || this.#options.output.writableNeedDrain;
  }

  #enqueue(entry: Entry, bytes: number): void {
    if (this.#isBroken || this.#isStopped) return;
    this.#entries.push(entry);
    this.#queuedBytes += bytes;
  }

  #mergeIntoLast(message: JsonObject, merging: Merging, bytes: number): boolean {
    const last = this.#entries.at(-1);
    if (this.length === 0 || last === undefined || !("open" in last)) return false;
    const { open } = last;
    if (open.merging.key !== merging.key || open.bytes + bytes > MAX_MERGED_BYTES) return false;
    const merged = this.#merge(open, message);
    if (merged === undefined) return false;
    open.message = merged;
    open.bytes += bytes;
    this.#queuedBytes += bytes;
    return true;
  }

  /** A merge that fails leaves both messages as they are. */
  #merge({ message, merging, bytes }: OpenMessage, next: JsonObject): JsonObject | undefined {
    try {
      return merging.merge(message, next);
    } catch (error) {
      this.#options.report(
        `merging "${merging.key}" at ${bytes} bytes failed: ${error instanceof Error ? error.message : error}`,
      );
      return undefined;
    }
  }

  #flush(): void {
    const { output } = this.#options;
    while (this.length > 0 && !output.writableNeedDrain && !this.#isBroken) {
      output.cork();
      for (let bytes = 0; this.length > 0 && bytes < WRITE_BYTES; ) bytes += this.#writeNext();
      output.uncork();
    }
    this.#forgetWritten();
    this.#options.onDrained();
  }

  #writeNext(): number {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return 0;
    if ("frame" in entry) return this.#writeFrame(entry.frame);
    this.#entries[this.#head++] = WRITTEN;
    this.#queuedBytes -= entry.open.bytes;
    return this.#writeMerged(entry.open);
  }

  /** A large one in pieces, so that it can be seen whether somebody reads it. */
  #writeFrame(frame: Buffer): number {
    const piece = frame.subarray(0, WRITE_BYTES);
    if (frame.length > WRITE_BYTES) this.#entries[this.#head] = { frame: frame.subarray(WRITE_BYTES) };
    else this.#entries[this.#head++] = WRITTEN;
    this.#queuedBytes -= piece.length;
    this.#write(piece);
    return piece.length;
  }

  #writeMerged({ message, merging }: OpenMessage): number {
    try {
      const frame = this.#options.encode(JSON.stringify(message));
      this.#write(frame);
      return frame.length;
    } catch (error) {
      this.#options.report(
        `what was merged for "${merging.key}" has no JSON text: ${error instanceof Error ? error.message : error}`,
      );
      return 0;
    }
  }

  #write(bytes: Buffer): void {
    this.#unconfirmedWrites++;
    this.#options.output.write(bytes, this.#onWritten);
  }

  readonly #onWritten = (error: Error | null | undefined): void => {
    this.#unconfirmedWrites--;
    this.#progress++;
    if (error) this.#break(error);
    else if (this.isFlushed) this.#options.onDrained();
  };

  #forgetWritten(): void {
    if (this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  #break(error: Error): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#entries = [];
    this.#head = 0;
    this.#queuedBytes = 0;
    this.#options.onBroken(error);
    this.#options.onDrained();
  }
}
