/** Frames as a test writes and reads them: strict, and written apart from the server's own framing. */

export type WireFraming = "lsp" | "ndjson";

export type Json = Record<string, unknown>;

export function frame(text: string | Buffer, framing: WireFraming): Buffer {
  const body = typeof text === "string" ? Buffer.from(text) : text;
  if (framing === "ndjson") return Buffer.concat([body, Buffer.from("\n")]);
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

export function request(id: unknown, method: string, params?: unknown): Json {
  return { jsonrpc: "2.0", id, method, ...(params !== undefined && { params }) };
}

export function notification(method: string, params?: unknown): Json {
  return { jsonrpc: "2.0", method, ...(params !== undefined && { params }) };
}

/** Takes frames apart; anything that is not exactly a frame is an error. */
export class FrameReader {
  readonly #framing: WireFraming;
  #rest: Buffer = Buffer.alloc(0);

  constructor(framing: WireFraming) {
    this.#framing = framing;
  }

  /** Bytes of a frame that is not complete. */
  get restLength(): number {
    return this.#rest.length;
  }

  read(chunk: Buffer): string[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const texts: string[] = [];
    for (let text = this.#next(); text !== undefined; text = this.#next()) texts.push(text);
    return texts;
  }

  #next(): string | undefined {
    return this.#framing === "ndjson" ? this.#nextLine() : this.#nextBody();
  }

  #nextLine(): string | undefined {
    const end = this.#rest.indexOf(0x0a);
    if (end === -1) return undefined;
    const line = this.#rest.toString("utf8", 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  #nextBody(): string | undefined {
    const headerEnd = this.#rest.indexOf("\r\n\r\n");
    if (headerEnd === -1) return undefined;
    const header = this.#rest.toString("latin1", 0, headerEnd);
    const length = /^Content-Length: (\d+)$/.exec(header)?.[1];
    if (length === undefined) throw new Error(`not a header: ${JSON.stringify(header.slice(0, 200))}`);
    const end = headerEnd + 4 + Number(length);
    if (this.#rest.length < end) return undefined;
    const body = this.#rest.toString("utf8", headerEnd + 4, end);
    this.#rest = this.#rest.subarray(end);
    return body;
  }
}
