/** Reads one header block of the base protocol (LSP), and finds the next one in bytes that make no sense. */
import { isBlank } from "./incoming.ts";

/** More than any client writes; a block that is not complete by then is not a header. */
export const MAX_HEADER_BYTES = 8 * 1024;
/** Longer than a header line that `findHeader` takes for one. */
const MAX_LINE_BYTES = 96;
const MAX_LENGTH_DIGITS = 15;

const LF = 0x0a;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A line end inside a JSON string is escaped, so this never matches inside a well-formed body. */
const HEADER = /content-length[ \t]{0,8}:[^\r\n]{0,40}\r?\n/i;
const HEADER_START = "content-length";

export type HeaderBlock =
  | { readonly type: "complete"; readonly blockBytes: number; readonly bodyBytes: number }
  /** `skipBytes`: what to leave out before the search for the next header. */
  | { readonly type: "broken"; readonly skipBytes: number; readonly message: string }
  | { readonly type: "partial" };

export function readHeaderBlock(bytes: Buffer): HeaderBlock {
  const window = bytes.subarray(0, MAX_HEADER_BYTES);
  const lengths: string[] = [];
  for (let start = 0, end = window.indexOf(LF); end !== -1; start = end + 1, end = window.indexOf(LF, start)) {
    const line = window.toString("latin1", start, end).replace(/\r$/, "");
    if (line === "") return judgeLengths(lengths, end + 1);
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (!NAME.test(name)) return broken(1, "A header line is not `Name: value`.");
    if (name.toLowerCase() === HEADER_START) lengths.push(line.slice(colon + 1).trim());
  }
  if (bytes.length < MAX_HEADER_BYTES) return { type: "partial" };
  return broken(MAX_HEADER_BYTES, `The header block does not end within ${MAX_HEADER_BYTES} bytes.`);
}

/** The place of the next header, or -1. */
export function findHeader(bytes: Buffer): number {
  return bytes.toString("latin1").search(HEADER);
}

/** How many of the last bytes may be the beginning of a header whose rest has not arrived, or lies behind the end of `bytes`. */
export function headerStartAtEnd(bytes: Buffer): number {
  const tail = bytes.subarray(-MAX_LINE_BYTES).toString("latin1").toLowerCase();
  for (let at = tail.indexOf("c"); at !== -1; at = tail.indexOf("c", at + 1)) {
    const candidate = tail.slice(at);
    if (HEADER_START.startsWith(candidate) || /^content-length[ \t]*(:[^\n]*)?$/.test(candidate))
      return candidate.length;
  }
  return 0;
}

/** Blanks and byte order marks that stand before a header. */
export function blanksBefore(bytes: Buffer): number {
  let count = 0;
  for (let step = blankLength(bytes, count); step > 0; step = blankLength(bytes, count)) count += step;
  return count;
}

function judgeLengths(lengths: readonly string[], blockBytes: number): HeaderBlock {
  const [first] = lengths;
  if (first === undefined) return broken(1, "The header block has no Content-Length.");
  if (lengths.some((length) => length !== first))
    return broken(blockBytes, "The header block has two different lengths.");
  const isLength = /^[0-9]+$/.test(first) && first.length <= MAX_LENGTH_DIGITS;
  if (!isLength) return broken(blockBytes, "Content-Length is not a number of bytes in decimal digits.");
  return { type: "complete", blockBytes, bodyBytes: Number(first) };
}

function broken(skipBytes: number, message: string): HeaderBlock {
  return { type: "broken", skipBytes, message };
}

function blankLength(bytes: Buffer, at: number): number {
  if (isBlank(bytes[at])) return 1;
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? 3 : 0;
}
