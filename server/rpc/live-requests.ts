/** The client's requests that are not answered yet. Each has a name of ours, so that `1` and `"1"` cannot be mixed up behind it. */
import type { RpcError } from "./contracts.ts";
import type { RequestShape } from "./message-shape.ts";
import type { RequestId } from "./request-id.ts";

/** Takes the JSON text of one response. */
export type ReplySink = (json: string, afterReply: readonly (() => void)[]) => void;

export interface LiveRequest {
  readonly internalId: string;
  readonly id: RequestId;
  readonly method: string;
  readonly params: object;
  readonly sink: ReplySink;
  readonly abort: AbortController;
  readonly afterReply: (() => void)[];
}

export class LiveRequests {
  readonly #byId = new Map<RequestId, LiveRequest>();
  readonly #byInternalId = new Map<string, LiveRequest>();
  readonly #onSettled: () => void;
  #count = 0;

  constructor(onSettled: () => void) {
    this.#onSettled = onSettled;
  }

  get size(): number {
    return this.#byInternalId.size;
  }

  /** `undefined`: a request with this id is not answered yet. */
  open({ id, method, params }: RequestShape, sink: ReplySink): LiveRequest | undefined {
    if (this.#byId.has(id)) return undefined;
    const internalId = `r${++this.#count}`;
    const live = { internalId, id, method, params, sink, abort: new AbortController(), afterReply: [] };
    this.#byId.set(id, live);
    this.#byInternalId.set(internalId, live);
    return live;
  }

  find(id: RequestId): LiveRequest | undefined {
    return this.#byId.get(id);
  }

  /** Hands the response on; the second one for a request goes nowhere. */
  settle(internalId: string, encode: (live: LiveRequest) => string): void {
    const live = this.#byInternalId.get(internalId);
    if (live === undefined) return;
    this.#byInternalId.delete(internalId);
    this.#byId.delete(live.id);
    live.sink(encode(live), live.afterReply);
    this.#onSettled();
  }

  all(): LiveRequest[] {
    return [...this.#byInternalId.values()];
  }

  abortAll(reason: RpcError): void {
    for (const live of this.#byInternalId.values()) live.abort.abort(reason);
  }
}
