/** Lets a limited number of calls run at the same time; the others wait in line, and leave it when they are cancelled. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param limit null: no limit */
  constructor(limit: number | null) {
    this.#free = limit ?? Number.POSITIVE_INFINITY;
  }

  /** Answers how to give the slot back, or nothing when the signal aborted first. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#isHandedOne(signal))) return undefined;
    if (!signal.aborted) return () => this.#pass();
    this.#pass();
    return undefined;
  }

  /** To the one who waits longest, before anybody who comes meanwhile can take it. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  /** Answers false when the signal aborted while it waited. */
  #isHandedOne(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        resolve(false);
      };
      this.#waiting.push(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
