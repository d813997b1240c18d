/** From calls to an async iterable. What waits to be read is bounded; a reader that is too slow is told so. */
import { AmpdError } from "./ampd-error.ts";

const MAX_WAITING = 10_000;

export class EventQueue<Item> implements AsyncIterableIterator<Item> {
  readonly #onReturn: () => void;
  #items: Item[] = [];
  /** Calls of `next` that nothing was there for. */
  readonly #waiting: (() => void)[] = [];
  #end: { readonly error?: AmpdError } | undefined;

  constructor(onReturn: () => void) {
    this.#onReturn = onReturn;
  }

  push(item: Item): void {
    if (this.#end !== undefined) return;
    if (this.#items.length >= MAX_WAITING) {
      const message = `${MAX_WAITING} events wait to be read; read them faster, or subscribe to fewer.`;
      this.#stop({ error: new AmpdError(message, { kind: "overloaded" }) });
      return;
    }
    this.#items.push(item);
    this.#wakeAll();
  }

  end(): void {
    this.#stop({});
  }

  async next(): Promise<IteratorResult<Item>> {
    while (this.#items.length === 0 && this.#end === undefined) {
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
    const [item] = this.#items.splice(0, 1);
    if (item !== undefined) return { value: item, done: false };
    if (this.#end?.error !== undefined) throw this.#end.error;
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Item>> {
    this.#items = [];
    this.#stop({});
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #stop(end: { readonly error?: AmpdError }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#onReturn();
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
