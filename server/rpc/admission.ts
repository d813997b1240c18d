/**
 * Decides whether one more request gets in. At the limit, reading is paused for a moment, which costs a fast client nothing; if no
 * room comes by then, requests are refused until there is some, so that what stands behind them (a `$/cancelRequest`, an answer of
 * the client) still gets through.
 */
import type { Waiting } from "./waiting.ts";

/** How long a request is held back before it is refused. */
const PATIENCE_MS = 200;
/** What a refused client is told to wait. */
export const RETRY_AFTER_MS = 500;

export interface AdmissionOptions {
  readonly waiting: Waiting;
  readonly maxPending: number;
  readonly pending: () => number;
  /** The client does not take what was sent: no more answers should be made. */
  readonly isJammed: () => boolean;
  readonly isClosed: () => boolean;
}

export class Admission {
  readonly #options: AdmissionOptions;
  /** Patience has run out once, and there has been no room since. */
  #isRefusing = false;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    const { pending, maxPending, isJammed } = this.#options;
    return isJammed() || pending() >= maxPending;
  }

  /** @param count requests in the message. `undefined`: do not wait; look at `isFull` for each of them. */
  wait(count: number): Promise<void> | undefined {
    if (count === 0) return undefined;
    if (this.#hasRoomFor(count)) {
      this.#isRefusing = false;
      return undefined;
    }
    return this.#isRefusing ? undefined : this.#waitPatiently(count);
  }

  async #waitPatiently(count: number): Promise<void> {
    const { waiting, isClosed } = this.#options;
    const hasRoom = await waiting.within(PATIENCE_MS, () => this.#hasRoomFor(count) || isClosed());
    this.#isRefusing = !hasRoom;
  }

  #hasRoomFor(count: number): boolean {
    const { pending, maxPending, isJammed } = this.#options;
    return !isJammed() && (pending() === 0 || pending() + count <= maxPending);
  }
}
