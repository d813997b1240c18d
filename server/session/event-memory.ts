/** The latest logged events of a session that keeps no event log on disk, so that a client can still catch up while it lives. */
import type { JsonObject, MountPlan, Observation } from "../../kernel/index.ts";
import type { LoggedEvent, StoredSession } from "../store/contracts.ts";

/** Older ones are forgotten. */
const MAX_EVENTS = 5000;
/** Characters of JSON, over all that are kept. */
const MAX_CHARS = 8 * 1024 * 1024;

/** Either the store keeps it, or `hooks-logging` writes it, unless that is told to write elsewhere, or not everything. */
export function keepsEventLog({ plan, stored }: { plan: MountPlan; stored: StoredSession }): boolean {
  const log = plan.hooks.find(({ module }) => module === "hooks-logging");
  const isWhole = log?.config?.path === undefined && log?.config?.exclude_events === undefined;
  return stored.logEvent !== undefined || (stored.isKept && log !== undefined && isWhole);
}

export class EventMemory {
  #events: { readonly event: LoggedEvent; readonly chars: number }[] = [];
  #chars = 0;

  observe({ event, data, seq, ts, ephemeral }: Observation): void {
    if (ephemeral) return;
    const chars = JSON.stringify(data).length;
    this.#events.push({ event: { seq, ts: new Date(ts).toISOString(), event, data: copyOf(data) }, chars });
    this.#chars += chars;
    while (this.#events.length > MAX_EVENTS || this.#chars > MAX_CHARS) this.#chars -= this.#events.shift()?.chars ?? 0;
  }

  /** Those with a number over `fromSeq`, as they are now. */
  async *since(fromSeq: number): AsyncGenerator<LoggedEvent> {
    for (const { event } of [...this.#events]) if (event.seq > fromSeq) yield event;
  }
}

/** What a module does to a payload later must not change what was seen. */
function copyOf(data: JsonObject): JsonObject {
  return structuredClone(data);
}
