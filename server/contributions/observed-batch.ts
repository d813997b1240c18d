/** What streams, told to an observer in batches, so that its pace is never the stream's. Where it does not keep up, the oldest is left out. */
import type { JsonObject } from "../../kernel/index.ts";
import { hookObserve } from "../../protocol/index.ts";
import type { Site } from "./site.ts";

/** How long an event may wait for others to go with it. */
const BATCH_MS = 50;
const MAX_BATCH_EVENTS = 256;
/** What may wait while the observer does not read. */
const MAX_WAITING_EVENTS = 2048;

export class ObservedBatch {
  readonly #name: string;
  readonly #site: Site;
  #events: { readonly event: string; readonly data: JsonObject }[] = [];
  #dropped = 0;
  #stopTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(name: string, site: Site) {
    this.#name = name;
    this.#site = site;
  }

  add(event: string, data: JsonObject): void {
    if (this.#isClosed) return;
    this.#events.push({ event, data });
    if (this.#events.length > MAX_WAITING_EVENTS) {
      const left = this.#events.slice(-MAX_WAITING_EVENTS / 2);
      this.#dropped += this.#events.length - left.length;
      this.#events = left;
    }
    if (this.#events.length % MAX_BATCH_EVENTS === 0) this.flush();
    this.#stopTimer ??= this.#site.coordinator.host.clock.after(BATCH_MS, () => this.flush());
  }

  /** Sends what waits, if the observer is there and reads; else it waits on. */
  flush(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#events.length === 0) return;
    const { giver, coordinator } = this.#site;
    if (giver.present?.hasRoom !== true) {
      if (!this.#isClosed) this.#stopTimer = coordinator.host.clock.after(BATCH_MS, () => this.flush());
      return;
    }
    const { registrationId } = giver;
    const about = { registrationId, sessionId: coordinator.sessionId, name: this.#name, events: this.#events };
    giver.present.notify(hookObserve.method, { ...about, ...(this.#dropped > 0 && { dropped: this.#dropped }) });
    this.#events = [];
    this.#dropped = 0;
  }

  close(): void {
    this.#isClosed = true;
    this.flush();
  }
}
