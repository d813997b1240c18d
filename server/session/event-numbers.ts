/**
 * Keeps the numbers of events from being used twice, where no log on disk remembers them: they are reserved in the journal, in
 * blocks, well before they are reached. After a crash the session counts on from the end of the block.
 */
import type { StoredSession } from "../store/contracts.ts";

const BLOCK = 1000;
/** When so few are left, the next block is reserved: it is written long before they are used up. */
const LOW = 500;

export class EventNumbers {
  readonly #stored: StoredSession;
  readonly #report: (line: string) => void;
  #reserved: number;

  constructor(stored: StoredSession, lastSeq: number, report: (line: string) => void) {
    this.#stored = stored;
    this.#report = report;
    this.#reserved = lastSeq;
  }

  /** Before the first event. @throws StoreError `journal-failed` */
  async start(): Promise<void> {
    await this.#reserve(this.#reserved + BLOCK);
  }

  observe(seq: number): void {
    if (seq <= this.#reserved - LOW) return;
    this.#reserve(this.#reserved + BLOCK).catch((error) =>
      this.#report(`the numbers of events could not be reserved: ${error instanceof Error ? error.message : error}`),
    );
  }

  async #reserve(upTo: number): Promise<void> {
    this.#reserved = upTo;
    await this.#stored.append({ type: "reserve", up_to: upTo });
    await this.#stored.sync();
  }
}
