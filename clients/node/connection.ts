/**
 * JSON-RPC 2.0 over two streams, one JSON a line: requests both ways, notifications both ways, cancellation both ways. It knows no
 * method of the protocol but `$/cancelRequest`, starts no process, and validates nothing: the types are the server's promise.
 */
import type { Readable, Writable } from "node:stream";
import type { NotificationType, ParamsOf, ReadParamsOf, RequestType, ResultOf } from "../../protocol/index.ts";
import { AmpdError } from "./ampd-error.ts";
import { type IncomingHandler, IncomingRequests } from "./incoming-requests.ts";
import { LineSplitter } from "./line-splitter.ts";
import { type JsonMessage, PendingRequests } from "./pending-requests.ts";

export interface RequestOptions {
  /** Its abort sends `$/cancelRequest`; the request then fails with the kind `cancelled`, unless its answer was quicker. */
  readonly signal?: AbortSignal | undefined;
}

export type Undo = () => void;

export interface ConnectionStreams {
  /** What the server writes. */
  readonly input: Readable;
  readonly output: Writable;
  /** Asked when the input has ended: why. */
  readonly whyEnded?: (() => Promise<AmpdError>) | undefined;
}

/** The server's own limit for a frame, doubled: what it sends is never refused by accident. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** What may wait to be written before further requests are refused. */
const MAX_UNWRITTEN_BYTES = 64 * 1024 * 1024;

export class Connection {
  readonly #output: Writable;
  readonly #pending: PendingRequests;
  readonly #incoming: IncomingRequests;
  readonly #listeners = new Map<string, Set<(params: never) => void>>();
  readonly #lines = new LineSplitter(MAX_LINE_BYTES);
  #reason: AmpdError | undefined;
  #announce: (reason: AmpdError) => void = () => {};
  /** Resolves, with the reason, when nothing more will come. */
  readonly closed: Promise<AmpdError>;

  constructor({ input, output, whyEnded }: ConnectionStreams) {
    const ended = whyEnded ?? (async () => gone("The server closed the connection."));
    this.#output = output;
    this.#pending = new PendingRequests((message) => this.#write(message));
    this.#incoming = new IncomingRequests((message) => this.#write(message));
    this.closed = new Promise((resolve) => {
      this.#announce = resolve;
    });
    input.on("data", (chunk: Buffer | string) => this.#read(chunk));
    input.on("end", () => void ended().then((reason) => this.fail(reason)));
    input.on("error", (error) => this.fail(gone(`The connection broke: ${error.message}`, error)));
    // A process that dies is noticed by its exit, which knows more than a broken pipe.
    output.on("error", () => {});
  }

  get isClosed(): boolean {
    return this.#reason !== undefined;
  }

  /** @throws AmpdError */
  async request<Type extends RequestType>(
    type: Type,
    params: ParamsOf<Type>,
    options: RequestOptions = {},
  ): Promise<ResultOf<Type>> {
    if (this.#reason !== undefined) throw this.#reason;
    if (this.#output.writableLength > MAX_UNWRITTEN_BYTES) {
      throw new AmpdError("The server does not read what is sent to it.", { kind: "overloaded", retryable: true });
    }
    return (await this.#pending.send(type.method, params, options.signal)) as ResultOf<Type>;
  }

  notify<Type extends NotificationType>(type: Type, params: ParamsOf<Type>): void {
    this.#write({ method: type.method, params });
  }

  /** Handlers are called in order, before the next message is looked at. */
  onNotification<Type extends NotificationType>(type: Type, handler: (params: ReadParamsOf<Type>) => void): Undo {
    const { method } = type;
    const listeners = this.#listeners.get(method) ?? new Set();
    this.#listeners.set(method, listeners.add(handler as (params: never) => void));
    return () => {
      listeners.delete(handler as (params: never) => void);
    };
  }

  /** One handler a method; it may take its time. Its signal aborts when the server withdraws the request or is gone. */
  onRequest<Type extends RequestType>(type: Type, handler: IncomingHandler<ReadParamsOf<Type>, ResultOf<Type>>): Undo {
    return this.#incoming.handle(type.method, handler as IncomingHandler<unknown, unknown>);
  }

  /** Ends this side of the connection; what is in flight may still be answered. */
  end(): void {
    this.#output.end();
  }

  /** Everything that waits fails with this reason, and so does everything that follows. The first reason stands. */
  fail(reason: AmpdError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#pending.failAll(reason);
    this.#incoming.abortAll(reason);
    this.#announce(reason);
  }

  #read(chunk: Buffer | string): void {
    try {
      this.#lines.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk), (line) => this.#take(line));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.fail(new AmpdError(`What the server sent is not the protocol: ${why}`, { kind: "protocol-broken" }));
      this.#output.end();
    }
  }

  #take(line: Buffer): void {
    if (this.isClosed) return;
    const parsed: unknown = JSON.parse(line.toString("utf8"));
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) this.#dispatch(message as JsonMessage);
  }

  #dispatch(message: JsonMessage): void {
    const { id, method, params } = message;
    if (typeof method !== "string") this.#pending.settle(message);
    else if (id !== undefined) this.#incoming.run(id, method, params);
    else if (method === "$/cancelRequest") this.#incoming.cancel((params as { id?: unknown } | undefined)?.id);
    else for (const listener of [...(this.#listeners.get(method) ?? [])]) callIsolated(listener, params);
  }

  #write(message: JsonMessage): void {
    if (this.#output.writable) this.#output.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }
}

function gone(message: string, cause?: unknown): AmpdError {
  return new AmpdError(message, { kind: "connection-closed", cause });
}

/** A listener that throws must not stop the stream; its error is nobody's but the application's. */
function callIsolated(listener: (params: never) => void, params: unknown): void {
  try {
    listener(params as never);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
