/**
 * One attempt at a request: every wait in it ends when the caller aborts, and every wait for the vendor has a time limit. Time
 * that a slow listener takes is not the vendor's.
 */
import type { Clock, CompleteOptions } from "../../../kernel/index.ts";
import { Delivery } from "./delivery.ts";
import { type Failure, FailureError } from "./failure.ts";

export const CANCELLED: Failure = { kind: "Abort", message: "The request was cancelled." };

export interface AttemptOptions extends CompleteOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
}

export class Attempt {
  /** Aborts when the attempt is over, however it ends: what is still connected must let go. */
  readonly signal: AbortSignal;
  readonly delivery: Delivery;
  readonly #controller = new AbortController();
  readonly #options: AttemptOptions;
  #hasResponse = false;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.signal = this.#controller.signal;
    this.delivery = new Delivery((part) => this.#untilAborted(() => options.onPart(part)));
  }

  /** Whether the vendor had begun to answer. */
  get hasResponse(): boolean {
    return this.#hasResponse;
  }

  /** Opens the vendor's stream and reads it event by event. */
  async *read<Event>(open: () => Promise<AsyncIterable<Event>>): AsyncGenerator<Event> {
    const stream = await this.within(open);
    this.#hasResponse = true;
    const iterator = stream[Symbol.asyncIterator]();
    const step = (): Promise<IteratorResult<Event>> => this.within(() => iterator.next());
    for (let next = await step(); next.done !== true; next = await step()) yield next.value;
  }

  end(): void {
    this.#controller.abort();
  }

  /** @throws FailureError `Abort` or `Timeout` before the wait is over */
  async within<Value>(wait: () => Promise<Value>): Promise<Value> {
    const { clock, timeoutMs } = this.#options;
    let undo = (): void => {};
    const limit = new Promise<never>((_, reject) => {
      const message = `The vendor was silent for ${timeoutMs / 1000} s; \`timeout\` allows no more.`;
      undo = clock.after(timeoutMs, () => reject(new FailureError({ kind: "Timeout", message })));
    });
    return this.#untilAborted(() => Promise.race([wait(), limit])).finally(() => undo());
  }

  async #untilAborted<Value>(wait: () => Promise<Value>): Promise<Value> {
    return untilAborted(this.#options.signal, wait);
  }
}

/**
 * Waits for what `wait` starts. Once the signal has aborted nothing is started, and what was is left to itself.
 * @throws FailureError `Abort` as soon as the signal aborts
 */
export async function untilAborted<Value>(signal: AbortSignal, wait: () => Promise<Value>): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const abort = (): void => reject(new FailureError(CANCELLED));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    wait()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}
