/** What the rest of the server knows of the wire: handlers, errors, a connection, limits. It says nothing of framing. */
import type { Readable, Writable } from "node:stream";
import type { Clock, JsonObject, Undo } from "../../kernel/index.ts";

/**
 * Answers one request. `params` is unvalidated JSON: an object or an array; `{}` when the client sent none. Throws an `RpcError`, or
 * anything else, which `toError` maps. A result of `undefined` is answered as null.
 */
export type MethodHandler = (params: unknown, call: RpcCall) => Promise<unknown>;

/** Takes one notification. What it throws is reported and not answered. */
export type NotificationHandler = (params: unknown, connection: RpcConnection) => void | Promise<void>;

export interface RpcCall {
  readonly method: string;
  readonly connection: RpcConnection;
  /** Aborts at `$/cancelRequest` of this request, and when the connection closes before the reply. The reason is an `RpcError`. */
  readonly signal: AbortSignal;
  /** `params._meta`, where it is an object. */
  readonly meta: JsonObject | undefined;
  /** Runs `run` as soon as the reply, or the batch that carries it, is in the egress queue: what it notifies arrives behind the reply. */
  afterReply(run: () => void): void;
}

export interface RpcErrorData {
  /** A stable word for programs, such as `session-not-found`. */
  readonly kind: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** What to do about it. */
  readonly hint?: string;
  readonly [key: string]: unknown;
}

/** An error as the wire carries it. Its message and data are shown to the client. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: RpcErrorData;

  constructor(code: number, message: string, data: RpcErrorData) {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.data = data;
  }
}

/** Lets a notification merge into the one queued right before it, while the client is slow. */
export interface Coalescing {
  /** Only messages of one key merge. */
  readonly key: string;
  /** The params that stand for both, or `undefined`: these two must stay apart. Neither is changed after it was handed over. */
  merge(previous: JsonObject, next: JsonObject): JsonObject | undefined;
}

export interface RequestOptions {
  /** Its abort rejects at once and sends `$/cancelRequest`. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Why a connection ended. `end-of-input` and `exit` are the client's own wish. */
export type CloseReason =
  | "end-of-input"
  | "exit"
  | "partial-frame"
  | "drain-timeout"
  | "input-failed"
  | "output-gone"
  | "output-stalled"
  | "parent-dead"
  | "server-stopped";

export interface RpcConnection {
  /** Unique in this process. */
  readonly id: string;
  /** Queues a notification behind everything that was sent before. Nothing is dropped; on a closed connection it does nothing. */
  notify(method: string, params: JsonObject, coalescing?: Coalescing): void;
  /** What waits for the client to read it, merged text counted piece by piece. */
  readonly queuedBytes: number;
  /** Resolves when the egress queue is under its high mark; at once when it already is, and when the connection is closed. */
  ready(): Promise<void>;
  /**
   * Asks the client. Rejects with an `RpcError`: the client's own error as it came (kind `peer-error` where it names none), `timeout`,
   * `cancelled`, or `peer-gone` at once when nobody can answer any more.
   */
  request(method: string, params: JsonObject, options: RequestOptions): Promise<unknown>;
  /** False from the end of input on: the client may still listen, but it cannot answer. */
  readonly canAnswer: boolean;
  readonly isClosed: boolean;
  readonly closed: Promise<CloseReason>;
  /** Called once; at once when it is closed already. */
  onClose(listener: (reason: CloseReason) => void): Undo;
  /** Called once when `canAnswer` becomes false; at once when it already is. */
  onInputEnd(listener: () => void): Undo;
  /** Ends the connection: cancels what is in flight, sends what is queued, within bounded time. The first reason stays. */
  close(reason: CloseReason): void;
}

export interface Limits {
  /** Bytes of one incoming message, without its header or line end. */
  readonly maxFrameBytes: number;
  /** Arrays and objects inside each other in one incoming message. */
  readonly maxDepth: number;
  /**
   * Requests that are not answered yet. At the limit the input is paused for a moment; what still finds no room is answered -32001.
   * A batch may hold as many entries.
   */
  readonly maxPendingRequests: number;
  /** The egress queue's high mark: over it, `ready` waits. */
  readonly maxEgressBytes: number;
  /** How long what is in flight may take after the end of input before it is cancelled. */
  readonly drainTimeoutMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxFrameBytes: 32 * 1024 * 1024,
  maxDepth: 128,
  maxPendingRequests: 1024,
  maxEgressBytes: 4 * 1024 * 1024,
  drainTimeoutMs: 30 * 60 * 1000,
};

export type Framing = "auto" | "lsp" | "ndjson";

export interface Lifecycle {
  /** Answers `initialize`. When it throws, the client may try again. */
  readonly initialize: MethodHandler;
  /** Answers `shutdown`; absent: null at once. */
  readonly shutdown?: MethodHandler;
}

export interface RpcServerOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** `auto`: found out from the first byte that is not blank. */
  readonly framing: Framing;
  readonly limits: Limits;
  /** Must answer `undefined` for names that it does not know, `__proto__` too. */
  readonly methods: (method: string) => MethodHandler | undefined;
  /** Names for "did you mean". */
  readonly methodNames?: () => Iterable<string>;
  readonly notifications?: (method: string) => NotificationHandler | undefined;
  readonly lifecycle: Lifecycle;
  /** There is no `initialize`: the other end is a process that the server has started. */
  readonly isReady?: boolean;
  /** Maps what a handler threw. `undefined`: unknown; the client gets `internal`, and the details go to `report`. */
  readonly toError?: (error: unknown) => RpcError | undefined;
  /** Work that belongs to this connection and that no pending request stands for; after the end of input it is waited for too. */
  readonly whenIdle?: () => Promise<void>;
  /** One line for whoever runs the server. */
  readonly report: (line: string) => void;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

export interface ServedConnection {
  readonly connection: RpcConnection;
  /** Resolves when everything is answered or cancelled and written. Never rejects. 0 only when the client ended it in an orderly way. */
  readonly finished: Promise<{ readonly exitCode: number; readonly reason: CloseReason }>;
}
