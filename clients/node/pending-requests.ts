/** The requests that wait for the server's answer. Writing them is left to the one who made this. */
import { AmpdError } from "./ampd-error.ts";

export interface JsonMessage {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AmpdError) => void;
}

/** How long the server may take to answer a request that was cancelled; then it fails without the answer. */
const CANCEL_GRACE_MS = 30_000;

export class PendingRequests {
  readonly #write: (message: JsonMessage) => void;
  readonly #byId = new Map<number, Pending>();
  #lastId = 0;

  constructor(write: (message: JsonMessage) => void) {
    this.#write = write;
  }

  send(method: string, params: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(cancelled(method, signal));
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#byId.set(id, { resolve, reject }));
    try {
      this.#write({ id, method, params });
    } catch (error) {
      // It never went out: nobody hears of it again.
      this.#byId.delete(id);
      throw error;
    }
    return signal === undefined ? answer : this.#withCancel(id, method, { answer, signal });
  }

  /** Takes an answer. One to a request that nobody waits for any more is dropped. */
  settle({ id, result, error }: JsonMessage): void {
    const pending = typeof id === "number" ? this.#take(id) : undefined;
    if (pending === undefined) return;
    if (error === undefined) pending.resolve(result);
    else pending.reject(AmpdError.fromWire(error));
  }

  failAll(reason: AmpdError): void {
    const all = [...this.#byId.values()];
    this.#byId.clear();
    for (const { reject } of all) reject(reason);
  }

  async #withCancel(
    id: number,
    method: string,
    { answer, signal }: { answer: Promise<unknown>; signal: AbortSignal },
  ): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.#write({ method: "$/cancelRequest", params: { id } });
      timer = setTimeout(() => this.#take(id)?.reject(cancelled(method, signal)), CANCEL_GRACE_MS);
    };
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await answer;
    } finally {
      signal.removeEventListener("abort", cancel);
      clearTimeout(timer);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#byId.get(id);
    this.#byId.delete(id);
    return pending;
  }
}

function cancelled(method: string, signal: AbortSignal): AmpdError {
  return new AmpdError(`${method} was cancelled.`, { kind: "cancelled", cause: signal.reason });
}
