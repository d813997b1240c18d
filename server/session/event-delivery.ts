/**
 * Brings a session's events to its subscribers, in order. Where the store keeps the event log itself, nobody hears of an event
 * before it is stored: a number that a client has seen never stands for another event, whichever server goes on.
 */
import { messageOf, type Observation } from "../../kernel/index.ts";
import type { StoredSession } from "../store/contracts.ts";

export interface DeliveryOptions {
  readonly stored: Pick<StoredSession, "logEvent" | "lost">;
  readonly deliver: (observation: Observation) => void;
  /** The number of the last event that was logged before. */
  readonly lastSeq: number;
  readonly report: (line: string) => void;
}

/** So many events may wait before what streams is slowed down. */
const MANY = 256;

export class EventDelivery {
  readonly #options: DeliveryOptions;
  /** Resolves when what was observed up to now is delivered. */
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #lastSeq: number;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#lastSeq = options.lastSeq;
  }

  /** Of the last event that was delivered. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  observe(observation: Observation): void {
    const { logEvent } = this.#options.stored;
    if (logEvent === undefined) this.#deliver(observation);
    else this.#enqueue(observation);
  }

  /** What was observed up to now is delivered. */
  delivered(): Promise<void> {
    return this.#tail;
  }

  /** Resolves when there is room for more. */
  async ready(): Promise<void> {
    if (this.#waiting >= MANY) await this.#tail;
  }

  #enqueue(observation: Observation): void {
    this.#waiting += 1;
    const logged = observation.ephemeral ? undefined : this.#log(observation);
    const before = this.#tail;
    this.#tail = (async () => {
      await before;
      if ((await logged) !== false) this.#deliver(observation);
      this.#waiting -= 1;
    })();
  }

  /** Answers whether it may be told: what a lost session says is not true any more. */
  async #log({ seq, ts, event, data }: Observation): Promise<boolean> {
    const { stored, report } = this.#options;
    try {
      await stored.logEvent?.({ seq, ts: new Date(ts).toISOString(), event, data });
      return true;
    } catch (error) {
      if (!stored.lost.aborted) report(`event ${seq} was not logged: ${messageOf(error)}`);
      return !stored.lost.aborted;
    }
  }

  #deliver(observation: Observation): void {
    this.#lastSeq = observation.seq;
    this.#options.deliver(observation);
  }
}
