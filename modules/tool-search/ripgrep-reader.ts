/** Reads what ripgrep writes with `--json`: a message a line. It starts nothing. */
import type { FoundFile, FoundLine, Query } from "./query.ts";

/** Text as ripgrep gives it: base64 where it is not UTF-8. */
type Text = { readonly text: string } | { readonly bytes: string };

interface LineMessage {
  readonly type: "match" | "context";
  readonly data: { readonly path: Text; readonly lines: Text; readonly line_number: number };
}
interface EndMessage {
  readonly type: "end";
  readonly data: { readonly path: Text; readonly binary_offset: number | null };
}
type Message = LineMessage | EndMessage | { readonly type: "begin" | "summary" };

/** Unambiguous: within a JSON string its quotes would be escaped. */
const PLACES = ',"submatches":[';
const LONG_MESSAGE_CHARS = 1_000_000;
const MAX_MESSAGE_CHARS = 200_000_000;

/** A file counts once its end has come, and not if it turned out to be binary. */
export class RipgrepReader {
  readonly found = new Map<string, FoundFile>();
  isComplete = false;
  readonly #query: Query;
  #partial = "";
  #isShortened = false;
  #searchedTo = 0;
  #lines: FoundLine[] = [];
  #count = 0;

  constructor(query: Query) {
    this.#query = query;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.#extend(text.slice(from, end));
      this.#read(JSON.parse(this.#partial) as Message);
      [this.#partial, this.#isShortened, this.#searchedTo] = ["", false, 0];
      from = end + 1;
    }
    this.#extend(text.slice(from));
  }

  /** The places of the matches within a long line may take far more room than the line, and nobody asks for them. */
  #extend(piece: string): void {
    if (this.#isShortened) return;
    this.#partial += piece;
    if (this.#partial.length < LONG_MESSAGE_CHARS) return;
    const at = this.#partial.indexOf(PLACES, this.#searchedTo);
    this.#searchedTo = this.#partial.length - PLACES.length;
    if (at >= 0) [this.#partial, this.#isShortened] = [`${this.#partial.slice(0, at)}}}`, true];
    else if (this.#partial.length > MAX_MESSAGE_CHARS) throw new Error("a line is too long to be searched");
  }

  #read(message: Message): void {
    if (message.type === "summary") this.isComplete = true;
    else if (message.type === "match" || message.type === "context") this.#addLines(message);
    else if (message.type === "end") this.#finishFile(message);
  }

  #addLines({ type, data }: LineMessage): void {
    const lines = textOf(data.lines)
      .replace(/\n$/, "")
      .split("\n")
      .map((text, index) => ({
        number: data.line_number + index,
        text: text.slice(0, this.#query.maxLineChars + 1),
        isMatch: type === "match",
      }));
    if (type === "match") this.#count += lines.length;
    if (this.#query.wantsLines) for (const line of lines) this.#lines.push(line);
  }

  #finishFile({ data }: EndMessage): void {
    const path = textOf(data.path);
    if (data.binary_offset === null && this.#count > 0) {
      this.found.set(path, { path, count: this.#count, lines: this.#lines });
    }
    this.#lines = [];
    this.#count = 0;
  }
}

function textOf(text: Text): string {
  return "text" in text ? text.text : Buffer.from(text.bytes, "base64").toString();
}
