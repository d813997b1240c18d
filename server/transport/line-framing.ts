/** One JSON text a line. Lines end at the byte LF and nowhere else; a CR before it, blank lines and a BOM do no harm. */
import type { ByteQueue } from "./byte-queue.ts";
import {
  bomLength,
  decodeBody,
  type FrameDecoder,
  type FrameLimits,
  frameTooLarge,
  type Incoming,
  isBlank,
  parseError,
} from "./incoming.ts";

const LF = 0x0a;

export class LineDecoder implements FrameDecoder {
  readonly #queue: ByteQueue;
  readonly #limits: FrameLimits;
  /** Bytes of the queue that are known to hold no line end. */
  #searched = 0;
  #isSkipping = false;

  constructor(queue: ByteQueue, limits: FrameLimits) {
    this.#queue = queue;
    this.#limits = limits;
  }

  get isMidFrame(): boolean {
    return this.#queue.length > 0;
  }

  /** Inside a line that was refused for its length. */
  get isSkipping(): boolean {
    return this.#isSkipping;
  }

  push(chunk: Buffer): void {
    this.#queue.push(chunk);
  }

  next(): Incoming | undefined {
    for (;;) {
      const step = this.step();
      if (step !== "blank") return step;
    }
  }

  /** Looks at one line; `blank` where it says nothing. */
  step(): Incoming | "blank" | undefined {
    const line = this.#takeLine();
    if (line === undefined) return this.#refuseLongLine();
    return line.length === 0 ? "blank" : this.#decode(line);
  }

  end(): Incoming | undefined {
    const wasSkipping = this.#isSkipping;
    const rest = this.#takeRest();
    if (wasSkipping) return parseError("The input ended inside a message.");
    return rest.length === 0 ? undefined : this.#decode(rest);
  }

  /** A whole object or array needs no line end to be complete. */
  whenStalled(): Incoming | undefined {
    if (this.#isSkipping) return undefined;
    const incoming = this.#decode(trim(this.#queue.view()));
    const isComplete = "value" in incoming && typeof incoming.value === "object" && incoming.value !== null;
    if (!isComplete) return undefined;
    this.#takeRest();
    return incoming;
  }

  /** The next line without blanks around it; an empty one for the rest of a line that was refused. */
  #takeLine(): Buffer | undefined {
    const end = this.#queue.indexOf(LF, this.#searched);
    if (end === -1) {
      this.#searched = this.#queue.length;
      return undefined;
    }
    const line = this.#queue.take(end + 1);
    this.#searched = 0;
    const isRest = this.#isSkipping;
    this.#isSkipping = false;
    return isRest ? line.subarray(0, 0) : trim(line);
  }

  #takeRest(): Buffer {
    this.#searched = 0;
    this.#isSkipping = false;
    return trim(this.#queue.take(this.#queue.length));
  }

  #refuseLongLine(): Incoming | undefined {
    const isNew = !this.#isSkipping;
    if (isNew && this.#queue.length <= this.#limits.maxFrameBytes) return undefined;
    this.#takeRest();
    this.#isSkipping = true;
    return isNew ? frameTooLarge(this.#limits.maxFrameBytes) : undefined;
  }

  #decode(line: Buffer): Incoming {
    if (line.length > this.#limits.maxFrameBytes) return frameTooLarge(this.#limits.maxFrameBytes);
    return decodeBody(line, this.#limits);
  }
}

function trim(line: Buffer): Buffer {
  let start = bomLength(line);
  let end = line.length;
  while (start < end && isBlank(line[start])) start++;
  while (end > start && isBlank(line[end - 1])) end--;
  return line.subarray(start, end);
}
