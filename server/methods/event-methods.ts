/** `event/*`: who hears what. */
import { eventSubscribe, eventUnsubscribe } from "../../protocol/index.ts";
import { RequestError } from "../session/request-error.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function eventMethods(context: MethodContext): Methods {
  const { registry, store, subscriptions } = context;
  return {
    ...handle(eventSubscribe, async ({ sessionId, events, fromSeq, children }, call) => {
      const client = context.clientOf(call);
      const live = sessionId === undefined ? undefined : await registry.lookUp(sessionId);
      const stored = sessionId === undefined || live !== undefined ? undefined : (await store.read(sessionId)).metadata;
      const loggedSeq = stored === undefined ? 0 : await store.lastLoggedSeq(stored.session_id);
      // From here to the replay nothing waits: no live event can slip in between.
      const id = subscriptions.add(client, { sessionId, patterns: events, includesChildren: children });
      if (id === undefined)
        throw new RequestError("overloaded", "This connection has too many subscriptions; end some.");
      const seq = live?.kernel.coordinator.hooks.lastSeq ?? loggedSeq;
      live?.attach(client);
      const pending = [...(live?.pendingApprovals ?? [])];
      const metadata = live?.stored.metadata ?? stored;
      if (metadata !== undefined && fromSeq !== undefined) {
        const source = { sessionId: metadata.session_id, parentId: metadata.parent_id };
        const log = live?.eventsSince(fromSeq) ?? store.readEvents(metadata.session_id, fromSeq);
        await subscriptions.replay(id, { source, lastSeq: seq }, log);
      }
      return { subscriptionId: id, seq, pending };
    }),
    ...handle(eventUnsubscribe, async ({ subscriptionId }, call) => {
      if (subscriptions.remove(context.clientOf(call), subscriptionId)) return null;
      throw new RequestError("subscription-not-found", `This connection has no subscription ${subscriptionId}.`);
    }),
  };
}
