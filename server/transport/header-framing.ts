/**
 * `Content-Length` framing. A header that makes no sense, or a length that does not fit its body, is one fault; then the stream is
 * taken up again at the next header, wherever it begins.
 */
import type { ByteQueue } from "./byte-queue.ts";
import { blanksBefore, findHeader, headerStartAtEnd, readHeaderBlock } from "./header-block.ts";
import {
  decodeBody,
  type FrameDecoder,
  type FrameLimits,
  frameTooLarge,
  type Incoming,
  parseError,
} from "./incoming.ts";

/** What the next bytes are: a header, the body that was announced, or something to skip until a header comes. */
type Expectation =
  | { readonly type: "header" }
  | { readonly type: "body"; readonly bytes: number }
  | { readonly type: "resync" };

const HEADER: Expectation = { type: "header" };
const RESYNC: Expectation = { type: "resync" };

export class HeaderDecoder implements FrameDecoder {
  readonly #queue: ByteQueue;
  readonly #limits: FrameLimits;
  #expected: Expectation = HEADER;

  constructor(queue: ByteQueue, limits: FrameLimits) {
    this.#queue = queue;
    this.#limits = limits;
  }

  get isMidFrame(): boolean {
    return this.#expected.type === "body" || this.#queue.length > 0;
  }

  push(chunk: Buffer): void {
    this.#queue.push(chunk);
  }

  next(): Incoming | undefined {
    for (;;) {
      const before = this.#expected;
      const incoming = this.#step(before);
      if (incoming !== undefined) return incoming;
      if (this.#expected === before) return undefined;
    }
  }

  end(): Incoming | undefined {
    const isInside = this.#expected.type === "body" || (this.#expected.type === "header" && this.#queue.length > 0);
    if (!isInside) return undefined;
    if (this.#expected.type === "header") this.#queue.skip(1);
    this.#expected = RESYNC;
    return parseError("The input ended inside a message.");
  }

  /** The length is wrong for certain when what is here of the body is whole, or holds the header of another message. */
  whenStalled(): Incoming | undefined {
    if (this.#expected.type !== "body") return undefined;
    const soFar = this.#queue.view();
    const isWrong = findHeader(soFar) !== -1 || "value" in decodeBody(soFar, this.#limits);
    if (!isWrong) return undefined;
    this.#expected = RESYNC;
    return parseError("Content-Length is larger than the message.");
  }

  #step(expected: Expectation): Incoming | undefined {
    if (expected.type === "header") return this.#readHeader();
    if (expected.type === "body") return this.#readBody(expected.bytes);
    this.#seekHeader();
    return undefined;
  }

  #readHeader(): Incoming | undefined {
    this.#queue.skip(blanksBefore(this.#queue.view()));
    const block = readHeaderBlock(this.#queue.view());
    if (block.type === "partial") return undefined;
    if (block.type === "broken") {
      this.#queue.skip(block.skipBytes);
      this.#expected = RESYNC;
      return parseError(block.message);
    }
    this.#queue.skip(block.blockBytes);
    if (block.bodyBytes > this.#limits.maxFrameBytes) {
      this.#expected = RESYNC;
      return frameTooLarge(this.#limits.maxFrameBytes);
    }
    this.#expected = { type: "body", bytes: block.bodyBytes };
    return undefined;
  }

  #readBody(length: number): Incoming | undefined {
    if (this.#queue.length < length) return undefined;
    const body = this.#queue.view().subarray(0, length);
    const incoming = decodeBody(body, this.#limits);
    const isNotJson = "fault" in incoming && incoming.fault.kind === "parse-error";
    this.#queue.skip(isNotJson ? bytesBeforeNextHeader(body) : length);
    this.#expected = HEADER;
    return incoming;
  }

  /** Keeps no more than the beginning of a header. */
  #seekHeader(): void {
    const bytes = this.#queue.view();
    const found = findHeader(bytes);
    this.#queue.skip(found === -1 ? bytes.length - headerStartAtEnd(bytes) : found);
    if (found !== -1) this.#expected = HEADER;
  }
}

/** A body that is not JSON may have swallowed the next header, or its first bytes. */
function bytesBeforeNextHeader(body: Buffer): number {
  const found = findHeader(body);
  return found === -1 ? body.length - headerStartAtEnd(body) : found;
}
