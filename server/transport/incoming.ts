/** What a decoder makes of bytes: a JSON value, or a fault that says why there is none. It does not know JSON-RPC. */
import { isUtf8 } from "node:buffer";
import { scanJson } from "./json-scan.ts";

export interface FrameFault {
  readonly kind: "parse-error" | "frame-too-large" | "too-deep";
  /** What was wrong and what to do, in sentences for the client. */
  readonly message: string;
}

export type Incoming = { readonly value: unknown } | { readonly fault: FrameFault };

export interface FrameLimits {
  readonly maxFrameBytes: number;
  readonly maxDepth: number;
}

/** Turns a stream of bytes into messages; one for each framing. Never throws. */
export interface FrameDecoder {
  push(chunk: Buffer): void;
  /** The next message, or `undefined`: more bytes are needed. */
  next(): Incoming | undefined;
  /**
   * There are no more bytes: what the rest is worth. A fault means that the stream ended inside a frame; `next` may then still find
   * messages in what that frame had claimed. Called until it answers `undefined`.
   */
  end(): Incoming | undefined;
  /** Bytes have stopped coming. A message, where the ones that are here tell that waiting for more is a mistake. */
  whenStalled(): Incoming | undefined;
  /** Whether bytes wait for the rest of their frame. */
  readonly isMidFrame: boolean;
}

export function decodeBody(bytes: Buffer, limits: FrameLimits): Incoming {
  const body = withoutBom(bytes);
  if (!isUtf8(body)) return parseError("The message is not valid UTF-8.");
  const scanFault = scanJson(body, limits.maxDepth);
  if (scanFault === "too-deep") {
    return { fault: { kind: "too-deep", message: `The message nests deeper than ${limits.maxDepth} levels.` } };
  }
  if (scanFault === "number-out-of-range") return parseError("The message has a number that is out of range.");
  try {
    return { value: JSON.parse(body.toString("utf8")) };
  } catch (error) {
    return parseError(`The message is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

export function parseError(message: string): { readonly fault: FrameFault } {
  return { fault: { kind: "parse-error", message } };
}

export function frameTooLarge(maxFrameBytes: number): { readonly fault: FrameFault } {
  return {
    fault: { kind: "frame-too-large", message: `The message has more than ${maxFrameBytes} bytes; it was skipped.` },
  };
}

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** The length of a byte order mark at the start, or 0. */
export function bomLength(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function withoutBom(bytes: Buffer): Buffer {
  return bytes.subarray(bomLength(bytes));
}
