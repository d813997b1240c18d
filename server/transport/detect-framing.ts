/**
 * Finds out which framing a client speaks from the first byte that is not blank: `{` or `[` is one JSON a line, `C` or `c` a header.
 * A line that begins otherwise is refused on its own, and the next one is looked at.
 */
import { ByteQueue } from "./byte-queue.ts";
import { blanksBefore } from "./header-block.ts";
import { HeaderDecoder } from "./header-framing.ts";
import type { FrameDecoder, FrameLimits, Incoming } from "./incoming.ts";
import { LineDecoder } from "./line-framing.ts";

export type DetectedFraming = "lsp" | "ndjson";

const FIRST_BYTES: ReadonlyMap<number, DetectedFraming> = new Map([
  [0x7b, "ndjson"],
  [0x5b, "ndjson"],
  [0x43, "lsp"],
  [0x63, "lsp"],
]);

export class DetectingDecoder implements FrameDecoder {
  readonly #queue = new ByteQueue();
  readonly #limits: FrameLimits;
  readonly #lines: LineDecoder;
  /** Known once the framing is. */
  #decoder: FrameDecoder | undefined;
  #framing: DetectedFraming = "ndjson";

  constructor(limits: FrameLimits, framing: "auto" | DetectedFraming) {
    this.#limits = limits;
    this.#lines = new LineDecoder(this.#queue, limits);
    if (framing !== "auto") this.#decide(framing);
  }

  /** What answers are written in; `ndjson` until the client has shown something else. */
  get framing(): DetectedFraming {
    return this.#framing;
  }

  /** Bytes that have arrived and wait for more. */
  get keptBytes(): number {
    return this.#queue.length;
  }

  get isMidFrame(): boolean {
    return this.#current.isMidFrame;
  }

  push(chunk: Buffer): void {
    this.#queue.push(chunk);
  }

  next(): Incoming | undefined {
    for (;;) {
      if (this.#decoder === undefined) this.#detect();
      if (this.#decoder !== undefined) return this.#decoder.next();
      const step = this.#lines.step();
      if (step !== "blank") return step;
    }
  }

  end(): Incoming | undefined {
    return this.#current.end();
  }

  whenStalled(): Incoming | undefined {
    return this.#current.whenStalled();
  }

  get #current(): FrameDecoder {
    return this.#decoder ?? this.#lines;
  }

  #detect(): void {
    if (this.#lines.isSkipping) return;
    this.#queue.skip(blanksBefore(this.#queue.view()));
    const framing = FIRST_BYTES.get(this.#queue.view()[0] ?? 0);
    if (framing !== undefined) this.#decide(framing);
  }

  #decide(framing: DetectedFraming): void {
    this.#framing = framing;
    this.#decoder = framing === "lsp" ? new HeaderDecoder(this.#queue, this.#limits) : this.#lines;
  }
}
