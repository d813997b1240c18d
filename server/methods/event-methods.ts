/** `event/*`: who hears what. */
import { eventSubscribe, eventUnsubscribe } from "../../protocol/index.ts";
import { RequestError } from "../session/request-error.ts";
import { readEvents } from "../store/event-log.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function eventMethods(context: MethodContext): Methods {
  const { registry, store, subscriptions } = context;
  return {
    ...handle(eventSubscribe, async ({ sessionId, events, fromSeq, children }, call) => {
      const client = context.clientOf(call);
      const live = sessionId === undefined ? undefined : await registry.lookUp(sessionId);
      const metadata =
        sessionId === undefined ? undefined : (live?.stored.metadata ?? (await store.read(sessionId)).metadata);
      const subscriptionId = subscriptions.add(client, { sessionId, patterns: events, includesChildren: children });
      if (subscriptionId === undefined)
        throw new RequestError("overloaded", "This connection has too many subscriptions; end some.");
      const seq = live?.kernel.coordinator.hooks.lastSeq ?? (metadata === undefined ? 0 : Number.MAX_SAFE_INTEGER);
      live?.attach(client);
      const pending = [...(live?.approvals.pending ?? [])];
      if (metadata === undefined || fromSeq === undefined)
        return { subscriptionId, seq: live === undefined ? 0 : seq, pending };
      const source = { sessionId: metadata.session_id, parentId: metadata.parent_id };
      const directory = live === undefined ? store.directoryOf(metadata.session_id) : live.stored.directory;
      const log = directory === undefined ? NO_EVENTS : readEvents(directory, fromSeq);
      const last = await subscriptions.replay(subscriptionId, { source, lastSeq: seq }, log);
      return { subscriptionId, seq: live === undefined ? last : seq, pending };
    }),
    ...handle(eventUnsubscribe, async ({ subscriptionId }, call) => {
      if (subscriptions.remove(context.clientOf(call), subscriptionId)) return null;
      throw new RequestError("subscription-not-found", `This connection has no subscription ${subscriptionId}.`);
    }),
  };
}

const NO_EVENTS: AsyncIterable<never> = {
  async *[Symbol.asyncIterator]() {},
};
