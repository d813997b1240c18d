/** Lets a limited number of calls run at the same time; the others wait in line, and leave it when they are cancelled. */
export class Slots {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** @param limit null: no limit */
  constructor(limit: number | null) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** Answers how to give the slot back, or nothing when the signal aborted first. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    while (this.#taken >= this.#limit && !signal.aborted) await this.#wait(signal);
    if (signal.aborted) return undefined;
    this.#taken += 1;
    return () => {
      this.#taken -= 1;
      this.#waiting.shift()?.();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = (): void => {
        const place = this.#waiting.indexOf(leave);
        if (place >= 0) this.#waiting.splice(place, 1);
        leave();
      };
      this.#waiting.push(leave);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}
