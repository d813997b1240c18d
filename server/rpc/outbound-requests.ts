/** Our requests to the client. Each ends: by the answer, by its time, by its caller's abort, or because the client is gone. */
import type { Clock } from "../../kernel/index.ts";
import type { RequestOptions, RpcError } from "./contracts.ts";
import type { Dispatcher, SentRequest } from "./dispatcher.ts";
import { wireError } from "./errors.ts";

/** Requests that the client has not answered yet; one more is refused here. */
const MAX_OUTBOUND = 4096;

export class OutboundRequests {
  readonly #dispatcher: Dispatcher;
  readonly #clock: Clock;
  readonly #pending = new Set<(error: RpcError) => void>();
  #gone: RpcError | undefined;

  constructor(dispatcher: Dispatcher, clock: Clock) {
    this.#dispatcher = dispatcher;
    this.#clock = clock;
  }

  /** Rejects with an `RpcError`. */
  async send(method: string, params: object, { signal, timeoutMs }: RequestOptions): Promise<unknown> {
    if (this.#gone !== undefined) throw this.#gone;
    if (signal.aborted) throw cancelled(method);
    if (this.#pending.size >= MAX_OUTBOUND)
      throw wireError("overloaded", "The client has too many requests to answer.");
    const sent = this.#dispatcher.request(method, params);
    return new Promise((resolve, reject) => {
      const giveUp = (error: RpcError): void => {
        this.#dispatcher.forget(sent);
        end();
        reject(error);
      };
      const end = this.#watch(sent, method, { signal, timeoutMs }, giveUp);
      sent.answered.then(
        (result) => {
          end();
          resolve(result);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }

  /** Nobody will answer: what is pending, and what is sent from now on, is rejected. */
  rejectAll(error: RpcError): void {
    this.#gone ??= error;
    for (const giveUp of [...this.#pending]) giveUp(error);
  }

  /** Calls `giveUp` at the abort, at the time's end and when the client goes. Returns the undo. */
  #watch(
    sent: SentRequest,
    method: string,
    { signal, timeoutMs }: RequestOptions,
    giveUp: (error: RpcError) => void,
  ): () => void {
    const withdraw = (error: RpcError): void => {
      sent.cancel();
      giveUp(error);
    };
    const onAbort = (): void => withdraw(cancelled(method));
    const undoTimer = this.#clock.after(timeoutMs, () =>
      withdraw(wireError("timeout", `The client did not answer \`${method}\` within ${timeoutMs} ms.`)),
    );
    signal.addEventListener("abort", onAbort, { once: true });
    this.#pending.add(giveUp);
    return () => {
      undoTimer();
      signal.removeEventListener("abort", onAbort);
      this.#pending.delete(giveUp);
    };
  }
}

function cancelled(method: string): RpcError {
  return wireError("cancelled", `\`${method}\` was withdrawn.`);
}
