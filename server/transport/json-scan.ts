/**
 * Looks over the bytes of a JSON text before it is parsed, for what a parser takes without a word: nesting that overflows
 * whoever walks it later, and numbers that become Infinity. It does not say whether the text is JSON.
 */
export type ScanFault = "too-deep" | "number-out-of-range";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A number of so many characters without an exponent is always finite. */
const SURELY_FINITE_CHARACTERS = 300;

export function scanJson(bytes: Buffer, maxDepth: number): ScanFault | undefined {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (isOpening(byte)) {
      if (++depth > maxDepth) return "too-deep";
    } else if (isClosing(byte)) {
      depth--;
    } else if (isDigit(byte)) {
      const end = endOfNumber(bytes, at);
      if (!isFiniteNumber(bytes, at, end)) return "number-out-of-range";
      at = end - 1;
    }
  }
  return undefined;
}

/** The place of the closing quote, or the end of the text. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(QUOTE, start + 1); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) {
    let backslashes = 0;
    while (bytes[at - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return bytes.length;
}

function endOfNumber(bytes: Buffer, start: number): number {
  let end = start;
  while (isNumberPart(bytes[end])) end++;
  return end;
}

function isFiniteNumber(bytes: Buffer, start: number, end: number): boolean {
  const text = bytes.toString("latin1", start, end);
  if (text.length <= SURELY_FINITE_CHARACTERS && !/[eE]/.test(text)) return true;
  return Math.abs(Number.parseFloat(text)) !== Number.POSITIVE_INFINITY;
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

function isClosing(byte: number | undefined): boolean {
  return byte === 0x7d || byte === 0x5d;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Digits, `.`, `+`, `-`, `e`, `E`. */
function isNumberPart(byte: number | undefined): boolean {
  return isDigit(byte) || byte === 0x2e || byte === 0x2b || byte === 0x2d || byte === 0x65 || byte === 0x45;
}
