/** `event/*`: who hears what. */
import { matchesPattern } from "../../kernel/index.ts";
import { eventSubscribe, eventUnsubscribe, logRead, type ReadParamsOf, type ResultOf } from "../../protocol/index.ts";
import type { LiveSession } from "../session/live-session.ts";
import { RequestError } from "../session/request-error.ts";
import type { LoggedEvent } from "../store/contracts.ts";
import type { SessionMetadata } from "../store/metadata.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function eventMethods(context: MethodContext): Methods {
  const { registry, store, subscriptions } = context;
  return {
    ...handle(eventSubscribe, async ({ sessionId, events, fromSeq, children }, call) => {
      const client = context.clientOf(call);
      const { live, stored, loggedSeq = 0 } = sessionId === undefined ? {} : await whereItIs(context, sessionId);
      // From here to the replay nothing waits: no live event can slip in between.
      const id = subscriptions.add(client, { sessionId, patterns: events, includesChildren: children });
      if (id === undefined)
        throw new RequestError("overloaded", "This connection has too many subscriptions; end some.");
      const seq = live?.lastSeq ?? loggedSeq;
      live?.attach(client);
      const pending = [...(live?.pendingApprovals ?? [])];
      const pendingInputs = [...(live?.pendingInputs ?? [])];
      const metadata = live?.stored.metadata ?? stored;
      if (metadata !== undefined && fromSeq !== undefined) {
        const source = { sessionId: metadata.session_id, parentId: metadata.parent_id };
        const log = new WatchedLog(live?.eventsSince(fromSeq) ?? store.readEvents(metadata.session_id, fromSeq));
        await subscriptions.replay(id, { source, lastSeq: seq }, log);
        return { subscriptionId: id, seq, pending, pendingInputs, ...log.missing(fromSeq, seq) };
      }
      return { subscriptionId: id, seq, pending, pendingInputs };
    }),
    ...handle(logRead, async ({ sessionId, filter, cursor, limit }) => {
      const from = Math.max(readCursor(cursor), filter.fromSeq ?? 0);
      const live = await registry.lookUp(sessionId);
      if (live === undefined) await store.read(sessionId);
      const log = live?.eventsSince(from) ?? store.readEvents(sessionId, from);
      return readLog(log, filter, Math.min(limit, MAX_RECORDS_IN_A_PAGE));
    }),
    ...handle(eventUnsubscribe, async ({ subscriptionId }, call) => {
      if (subscriptions.remove(context.clientOf(call), subscriptionId)) return null;
      throw new RequestError("subscription-not-found", `This connection has no subscription ${subscriptionId}.`);
    }),
  };
}

interface Whereabouts {
  readonly live?: LiveSession;
  readonly stored?: SessionMetadata;
  readonly loggedSeq?: number;
}

/** A session that comes alive while its files are read is found alive. @throws StoreError `session-not-found` */
async function whereItIs({ registry, store }: MethodContext, sessionId: string): Promise<Whereabouts> {
  let live = await registry.lookUp(sessionId);
  if (live !== undefined) return { live };
  const { metadata } = await store.read(sessionId);
  const loggedSeq = await store.lastLoggedSeq(metadata.session_id);
  live = await registry.lookUp(sessionId);
  return live === undefined ? { stored: metadata, loggedSeq } : { live };
}

/** A log that is being replayed: says afterwards what was not in it any more. */
class WatchedLog implements AsyncIterable<LoggedEvent> {
  readonly #log: AsyncIterable<LoggedEvent>;
  #first: number | undefined;

  constructor(log: AsyncIterable<LoggedEvent>) {
    this.#log = log;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LoggedEvent> {
    for await (const logged of this.#log) {
      this.#first ??= logged.seq;
      yield logged;
    }
  }

  missing(fromSeq: number, lastSeq: number): { readonly missing?: { readonly from: number; readonly to: number } } {
    const to = Math.min(this.#first === undefined ? lastSeq : this.#first - 1, lastSeq);
    return to > fromSeq ? { missing: { from: fromSeq + 1, to } } : {};
  }
}

const MAX_RECORDS_IN_A_PAGE = 1000;

/** A cursor is the number of the last record of its page. @throws RequestError `invalid-params` for one that was not handed out */
function readCursor(cursor: string | undefined): number {
  const seq = cursor === undefined ? 0 : Number(cursor);
  if (Number.isSafeInteger(seq) && seq >= 0) return seq;
  throw new RequestError("invalid-params", "cursor: it is not one that was handed out; leave it out to start again");
}

type Filter = ReadParamsOf<typeof logRead>["filter"];

async function readLog(
  log: AsyncIterable<LoggedEvent>,
  filter: Filter,
  limit: number,
): Promise<ResultOf<typeof logRead>> {
  const records: LoggedEvent[] = [];
  for await (const record of log) {
    if (!isWanted(record, filter)) continue;
    if (records.length === limit) return { records, nextCursor: String(records.at(-1)?.seq) };
    records.push(record);
  }
  return { records };
}

function isWanted({ event, ts, data }: LoggedEvent, { events, since, until, text }: Filter): boolean {
  if (events !== undefined && !events.some((pattern) => matchesPattern(pattern, event))) return false;
  const at = Date.parse(ts);
  if ((since !== undefined && at < Date.parse(since)) || (until !== undefined && at >= Date.parse(until))) return false;
  return text === undefined || JSON.stringify(data).toLowerCase().includes(text.toLowerCase());
}
