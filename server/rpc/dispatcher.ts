/**
 * vscode-jsonrpc between a reader and a writer of ours: it queues messages, runs them one by one, carries cancellation, and routes
 * the client's answers. What reaches it is checked before; what it says is translated behind it.
 */
import {
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  type Message,
  type MessageConnection,
  type NotificationMessage,
  ParameterStructures,
  type RequestMessage,
  ResponseError,
  type ResponseMessage,
} from "vscode-jsonrpc/node";
import { RpcError } from "./contracts.ts";
import { HandedReader, TranslatingWriter } from "./dispatcher-streams.ts";
import { wireError } from "./errors.ts";
import type { LiveRequest } from "./live-requests.ts";
import type { NotificationShape, ResponseShape } from "./message-shape.ts";
import { readPeerError, toPeerRpcError } from "./peer-error.ts";
import type { RequestId } from "./request-id.ts";
import { type ErrorObject, errorObject } from "./responses.ts";

/** What the client sends takes these names, so that nothing meets a handler of the library's own. */
const REQUEST = "client/request";
const NOTIFICATION = "client/notification";
const CANCEL = "$/cancelRequest";

export interface DispatcherOptions {
  /** Resolves with the result or rejects with an `RpcError`. */
  readonly runRequest: (live: LiveRequest) => Promise<unknown>;
  readonly takeNotification: (notification: NotificationShape) => Promise<void>;
  readonly answer: (
    internalId: string,
    outcome: { readonly result: unknown } | { readonly error: ErrorObject },
  ) => void;
  /** A request of ours, or its cancellation. */
  readonly send: (message: object) => void;
  /** A message has left the queue. */
  readonly onDispatched: () => void;
  readonly report: (line: string) => void;
}

export interface SentRequest {
  readonly id: number;
  /** Rejects with an `RpcError`. */
  readonly answered: Promise<unknown>;
  /** Sends `$/cancelRequest`. */
  cancel(): void;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #reader = new HandedReader();
  readonly #writer: TranslatingWriter;
  readonly #rpc: MessageConnection;
  /** Requests of ours that have no answer yet. */
  readonly #awaited = new Set<RequestId>();
  #queued = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#writer = new TranslatingWriter(options);
    const log = (line: string): void => options.report(`dispatcher: ${line}`);
    this.#rpc = createMessageConnection(
      this.#reader,
      this.#writer,
      { error: log, warn: log, info: () => {}, log: () => {} },
      { messageStrategy: { handleMessage: (message, next) => this.#dispatch(message, next) } },
    );
    this.#rpc.onError(([error]) => log(error.message));
    this.#rpc.onRequest((_method, live, token) => this.#runRequest(live as LiveRequest, token));
    this.#rpc.onNotification((_method, notification) => options.takeNotification(notification as NotificationShape));
    this.#rpc.listen();
  }

  /** Messages that were handed in and have not been dispatched. */
  get queued(): number {
    return this.#queued;
  }

  dispatchRequest(live: LiveRequest): void {
    this.#hand({ jsonrpc: "2.0", id: live.internalId, method: REQUEST, params: live });
  }

  dispatchNotification(notification: NotificationShape): void {
    this.#hand({ jsonrpc: "2.0", method: NOTIFICATION, params: notification });
  }

  /** Only the first answer to a request of ours is one. */
  dispatchResponse({ id, outcome }: Pick<ResponseShape, "id" | "outcome">): void {
    if (!this.#awaited.delete(id)) return;
    const answer =
      "error" in outcome ? { error: readPeerError(outcome.error) } : { result: outcome.result as object | null };
    this.#hand({ jsonrpc: "2.0", id, ...answer });
  }

  /** Reaches a request that waits in the queue as well as one that runs. It overtakes what is queued. */
  cancel(live: LiveRequest): void {
    const message: NotificationMessage = { jsonrpc: "2.0", method: CANCEL, params: { id: live.internalId } };
    this.#reader.hand(message);
  }

  request(method: string, params: object): SentRequest {
    const source = new CancellationTokenSource();
    const reply: Promise<unknown> = this.#rpc.sendRequest(method, ParameterStructures.byName, params, source.token);
    const answered = reply.catch((error: unknown) => {
      throw toPeerRpcError(error);
    });
    const id = this.#writer.lastRequestId;
    this.#awaited.add(id);
    return { id, answered, cancel: () => source.cancel() };
  }

  /** Nobody waits for the answer any more; what the library keeps for it is freed. */
  forget({ id }: SentRequest): void {
    this.dispatchResponse({ id, outcome: { error: { code: 0, message: "forgotten" } } });
  }

  dispose(): void {
    this.#rpc.dispose();
  }

  #hand(message: RequestMessage | NotificationMessage | ResponseMessage): void {
    this.#queued++;
    this.#reader.hand(message);
  }

  async #dispatch(message: Message, next: (message: Message) => void | Promise<void>): Promise<void> {
    const isCancel = "method" in message && message.method === CANCEL;
    if (!isCancel) this.#queued--;
    const handled = next(message);
    this.#options.onDispatched();
    await handled;
  }

  async #runRequest(live: LiveRequest, token: CancellationToken): Promise<unknown> {
    const abort = (): void => live.abort.abort(wireError("cancelled", "The request was cancelled."));
    if (token.isCancellationRequested) abort();
    const listening = token.onCancellationRequested(abort);
    try {
      return await this.#options.runRequest(live);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      const { code, message, data } = errorObject(error);
      return new ResponseError(code, message, data);
    } finally {
      listening.dispose();
    }
  }
}
