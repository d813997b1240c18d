/**
 * What happens to each message that comes in: it is refused, or it takes its way to the dispatcher. It decides how far the input
 * may be read ahead.
 */
import type { EgressQueue, FrameFault, Incoming } from "../transport/index.ts";
import { type Admission, RETRY_AFTER_MS } from "./admission.ts";
import { BatchReply } from "./batch-reply.ts";
import type { Limits, RpcError } from "./contracts.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { wireError } from "./errors.ts";
import type { LiveRequests, ReplySink } from "./live-requests.ts";
import { isObject, type NotificationShape, type RequestShape, shapeOf } from "./message-shape.ts";
import type { Replies } from "./replies.ts";
import { isRequestId } from "./request-id.ts";
import type { Trace } from "./trace.ts";
import type { Waiting } from "./waiting.ts";

/** Messages that may wait in the dispatcher before reading stops. */
const MAX_UNDISPATCHED = 1024;

export interface InboundOptions {
  readonly limits: Limits;
  readonly admission: Admission;
  readonly live: LiveRequests;
  readonly dispatcher: Dispatcher;
  readonly replies: Replies;
  readonly egress: EgressQueue;
  readonly trace: Trace;
  readonly waiting: Waiting;
  readonly isClosed: () => boolean;
  readonly isJammed: () => boolean;
  readonly report: (line: string) => void;
}

export class Inbound {
  readonly #options: InboundOptions;

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  /** A promise asks the reader to wait. */
  accept(incoming: Incoming): Promise<void> | undefined {
    const busy = this.#options.admission.wait(countRequests(incoming));
    if (busy === undefined) return this.#take(incoming);
    return busy.then(() => this.#take(incoming));
  }

  #take(incoming: Incoming): Promise<void> | undefined {
    const { isClosed, replies, waiting } = this.#options;
    if (isClosed()) return undefined;
    if ("fault" in incoming) this.#refuseFrame(incoming.fault);
    else if (Array.isArray(incoming.value)) this.#takeBatch(incoming.value);
    else this.#takeOne(incoming.value, () => replies.direct);
    return waiting.until(() => this.#mayReadOn());
  }

  #refuseFrame({ kind, message }: FrameFault): void {
    const { replies } = this.#options;
    replies.refuse(null, wireError(kind, message), replies.direct);
  }

  #takeBatch(entries: readonly unknown[]): void {
    const { limits, replies } = this.#options;
    const problem = batchProblem(entries.length, limits.maxPendingRequests);
    if (problem !== undefined) {
      replies.refuse(null, problem, replies.direct);
      return;
    }
    const reply = new BatchReply(replies.direct);
    for (const entry of entries) this.#takeOne(entry, () => reply.expect());
    reply.complete();
  }

  /** @param createSink called only for what is to be answered */
  #takeOne(value: unknown, createSink: () => ReplySink): void {
    const { replies, dispatcher, trace, report } = this.#options;
    const shape = shapeOf(value);
    switch (shape.type) {
      case "invalid":
        replies.refuse(shape.id, shape.error, createSink());
        break;
      case "ignored":
        report(`ignored: ${shape.reason}`);
        break;
      case "response":
        trace.log(`Received response '(${shape.id})'.`, shape.outcome);
        dispatcher.dispatchResponse(shape);
        break;
      case "notification":
        trace.log(`Received notification '${shape.method}'.`, shape.params);
        this.#takeNotification(shape);
        break;
      case "request":
        trace.log(`Received request '${shape.method} - (${shape.id})'.`, shape.params);
        this.#takeRequest(shape, createSink());
    }
  }

  #takeRequest(shape: RequestShape, sink: ReplySink): void {
    const { admission, live, dispatcher, replies } = this.#options;
    if (admission.isFull) {
      const data = { retryAfterMs: RETRY_AFTER_MS };
      replies.refuse(shape.id, wireError("overloaded", "Too many requests wait for an answer.", data), sink);
      return;
    }
    const request = live.open(shape, sink);
    if (request !== undefined) dispatcher.dispatchRequest(request);
    else replies.refuse(shape.id, wireError("duplicate-id", "A request with this id is not answered yet."), sink);
  }

  #takeNotification(shape: NotificationShape): void {
    const { dispatcher, trace } = this.#options;
    if (shape.method === "$/cancelRequest") this.#cancel(shape);
    else if (shape.method === "$/setTrace") trace.set(shape.params);
    else dispatcher.dispatchNotification(shape);
  }

  #cancel(shape: NotificationShape): void {
    const { dispatcher, live } = this.#options;
    const id = isObject(shape.params) ? shape.params.id : undefined;
    const request = isRequestId(id) ? live.find(id) : undefined;
    if (request !== undefined) dispatcher.cancel(request);
  }

  /** A client that does not read gets no more than so many refusals in memory; then it is not read either. */
  #mayReadOn(): boolean {
    const { dispatcher, egress, limits, isClosed, isJammed } = this.#options;
    if (isClosed()) return true;
    return dispatcher.queued < MAX_UNDISPATCHED && !(isJammed() && egress.length >= limits.maxPendingRequests);
  }
}

function batchProblem(length: number, maxLength: number): RpcError | undefined {
  if (length === 0) return wireError("invalid-request", "A batch has at least one entry.");
  if (length > maxLength) return wireError("batch-too-large", `A batch has at most ${maxLength} entries.`);
  return undefined;
}

/** How many entries look like requests; near enough to ask for room. */
function countRequests(incoming: Incoming): number {
  if ("fault" in incoming) return 0;
  const { value } = incoming;
  return Array.isArray(value) ? value.filter(looksLikeRequest).length : Number(looksLikeRequest(value));
}

function looksLikeRequest(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, "id") && Object.hasOwn(value, "method");
}
