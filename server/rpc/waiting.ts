/** Lets callers wait until a fact holds. Whoever changes a fact calls `recheck`; nothing is polled. */
import type { Clock } from "../../kernel/index.ts";

interface Waiter {
  readonly holds: () => boolean;
  readonly resolve: () => void;
}

export class Waiting {
  readonly #clock: Clock;
  #waiters: Waiter[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `undefined`: it holds already. */
  until(holds: () => boolean): Promise<void> | undefined {
    if (holds()) return undefined;
    return new Promise((resolve) => void this.#waiters.push({ holds, resolve }));
  }

  /** Resolves with true as soon as it holds, with false when the time is over. */
  within(ms: number, holds: () => boolean): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter = { holds, resolve: () => settle(true) };
      const undo = this.#clock.after(ms, () => settle(false));
      const settle = (isTrue: boolean): void => {
        undo();
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(isTrue);
      };
      this.#waiters.push(waiter);
    });
  }

  recheck(): void {
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter((waiter) => waiter.holds());
    if (due.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !due.includes(waiter));
    for (const waiter of due) waiter.resolve();
  }
}
