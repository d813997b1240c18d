/** Bytes of the Content-Length framing that servers stumble over. Behind each comes a good frame, which must be answered. */
import { frame } from "./frames.ts";

export interface HeaderCase {
  readonly name: string;
  /** Written one after the other, each when the one before has been taken. */
  readonly chunks: readonly Buffer[];
  /** Ids of requests in the chunks that must have their result. */
  readonly answered: readonly number[];
  /** How many errors with id null are due: -32700, or -32600 for a frame that is too large. */
  readonly faults: number;
  /** Whether vscode-jsonrpc 10 without this layer answers the same and goes on. */
  readonly isRightInPlainLibrary: boolean;
}

const CRLF = "\r\n";
/** Small, so that a frame over it costs a test nothing. */
export const HEADER_CASE_MAX_FRAME_BYTES = 64 * 1024;

const body = (id: number, text = ""): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method: "test/echo", params: { text } });
const bytes = (text: string): Buffer => Buffer.from(text);
const length = (text: string): number => Buffer.byteLength(text);
const good = (id: number, text = ""): string => frame(body(id, text), "lsp").toString();

const RIGHT = true;
const WRONG = false;

interface Outcome {
  readonly answered?: readonly number[];
  readonly faults?: number;
  readonly plain: boolean;
}

function row(
  name: string,
  text: string | readonly Buffer[],
  { answered = [], faults = 0, plain }: Outcome,
): HeaderCase {
  const chunks = typeof text === "string" ? [bytes(text)] : text;
  return { name, chunks, answered, faults, isRightInPlainLibrary: plain };
}

const one = body(1);
const BODY_UMLAUT = body(1, "grüße 🙂");
const everyByte = (text: string): Buffer[] => [...bytes(text)].map((byte) => Buffer.from([byte]));

export const HEADER_CASES: readonly HeaderCase[] = [
  row("upper case", `CONTENT-LENGTH: ${length(one)}${CRLF}${CRLF}${one}`, { answered: [1], plain: RIGHT }),
  row("lower case, no blank behind the colon", `content-length:${length(one)}${CRLF}${CRLF}${one}`, {
    answered: [1],
    plain: RIGHT,
  }),
  row("many blanks", `Content-Length: \t  ${length(one)}  ${CRLF}${CRLF}${one}`, { answered: [1], plain: RIGHT }),
  row("a blank in front of the colon", `Content-Length : ${length(one)}${CRLF}${CRLF}${one}`, {
    answered: [1],
    plain: WRONG,
  }),
  row(
    "other headers around it",
    `X-One: 1${CRLF}Content-Length: ${length(one)}${CRLF}Content-Type: application/vscode-jsonrpc; charset=utf8${CRLF}${CRLF}${one}`,
    { answered: [1], plain: RIGHT },
  ),
  row("three frames in one chunk", good(1) + good(2) + good(3), { answered: [1, 2, 3], plain: RIGHT }),
  row("one byte a chunk, with characters of many bytes", everyByte(good(1, "grüße 🙂")), {
    answered: [1],
    plain: RIGHT,
  }),
  row("a body over several lines", frame(JSON.stringify(JSON.parse(one), null, 2), "lsp").toString(), {
    answered: [1],
    plain: RIGHT,
  }),
  row("a body that speaks of headers", good(1, "Content-Length: 5\r\n\r\nhello"), { answered: [1], plain: RIGHT }),
  row(
    "the same length twice",
    `Content-Length: ${length(one)}${CRLF}Content-Length: ${length(one)}${CRLF}${CRLF}${one}`,
    {
      answered: [1],
      plain: RIGHT,
    },
  ),
  row("two different lengths", `Content-Length: 3${CRLF}Content-Length: ${length(one)}${CRLF}${CRLF}${one}`, {
    faults: 1,
    plain: WRONG,
  }),
  row("4abc", `Content-Length: 4abc${CRLF}${CRLF}null`, { faults: 1, plain: WRONG }),
  row("a negative length", `Content-Length: -5${CRLF}${CRLF}${one}`, { faults: 1, plain: WRONG }),
  row("a hexadecimal length", `Content-Length: 0x10${CRLF}${CRLF}${one}`, { faults: 1, plain: WRONG }),
  row("a length with an exponent", `Content-Length: 1e3${CRLF}${CRLF}${one}`, { faults: 1, plain: WRONG }),
  row("no length", `Content-Length:${CRLF}${CRLF}${one}`, { faults: 1, plain: WRONG }),
  row("a length of a hundred digits", `Content-Length: ${"9".repeat(100)}${CRLF}${CRLF}${one}`, {
    faults: 1,
    plain: WRONG,
  }),
  row("length 0", `Content-Length: 0${CRLF}${CRLF}`, { faults: 1, plain: WRONG }),
  row("two broken headers", `Content-Length: 1x${CRLF}${CRLF}${one}Content-Length: 2x${CRLF}${CRLF}${one}`, {
    faults: 2,
    plain: WRONG,
  }),
  row("a block without Content-Length", `X-One: 1${CRLF}${CRLF}${good(1)}`, { answered: [1], faults: 1, plain: WRONG }),
  row("a line without a colon", `nonsense${CRLF}${CRLF}${good(1)}`, { answered: [1], faults: 1, plain: WRONG }),
  row("a line without a colon in front of a good one", `nonsense${CRLF}${good(1)}`, {
    answered: [1],
    faults: 1,
    plain: WRONG,
  }),
  row("a header block without an end", `X: ${"x".repeat(20_000)}${CRLF}`, { faults: 1, plain: WRONG }),
  row("line ends without CR", `Content-Length: ${length(one)}\n\n${one}`, { answered: [1], plain: WRONG }),
  row("line ends of both kinds", `Content-Length: ${length(one)}\r\n\n${one}`, { answered: [1], plain: WRONG }),
  row("CRLF between frames", `${good(1)}${CRLF}${good(2)}${CRLF}${CRLF}`, { answered: [1, 2], plain: WRONG }),
  row("LF between frames", `${good(1)}\n${good(2)}\n`, { answered: [1, 2], plain: WRONG }),
  row("a byte order mark in front of the header", `\ufeff${good(1)}`, { answered: [1], plain: WRONG }),
  row("a byte order mark in the body", frame(`\ufeff${one}`, "lsp").toString(), {
    answered: [1],
    plain: WRONG,
  }),
  row("a length that is one too small", `Content-Length: ${length(one) - 1}${CRLF}${CRLF}${one}${good(2)}`, {
    answered: [2],
    faults: 2,
    plain: WRONG,
  }),
  row("a length that is one too large", `Content-Length: ${length(one) + 1}${CRLF}${CRLF}${one}${good(2)}`, {
    answered: [2],
    faults: 1,
    plain: WRONG,
  }),
  row("a length that is ten too large", `Content-Length: ${length(one) + 10}${CRLF}${CRLF}${one}${good(2)}`, {
    answered: [2],
    faults: 1,
    plain: WRONG,
  }),
  row(
    "a length that swallows the next frame",
    `Content-Length: ${length(one) + length(good(2))}${CRLF}${CRLF}${one}${good(2)}`,
    {
      answered: [2],
      faults: 1,
      plain: WRONG,
    },
  ),
  row("a length in UTF-16 units", `Content-Length: ${BODY_UMLAUT.length}${CRLF}${CRLF}${BODY_UMLAUT}${good(2)}`, {
    answered: [2],
    faults: 2,
    plain: WRONG,
  }),
  row(
    "a frame that is too large",
    frame(body(1, "x".repeat(HEADER_CASE_MAX_FRAME_BYTES)), "lsp").toString() + good(2),
    {
      answered: [2],
      faults: 1,
      plain: WRONG,
    },
  ),
  row("a length that is far too large", `Content-Length: 99999999999${CRLF}${CRLF}${one}${good(2)}`, {
    answered: [2],
    faults: 1,
    plain: WRONG,
  }),
  row("lines of JSON without headers", `${one}\n${body(2)}\n`, { faults: 1, plain: WRONG }),
  row("nothing but text", `GET / HTTP/1.1${CRLF}Host: localhost${CRLF}${CRLF}`, { faults: 1, plain: WRONG }),
];
