/** A `session/event` notification: from what a session observed, or from its log; and how two of them merge for a slow client. */
import type { JsonObject, Observation } from "../../kernel/index.ts";
import type { Coalescing } from "../rpc/contracts.ts";
import type { LoggedEvent } from "../store/contracts.ts";

export interface EventSource {
  readonly sessionId: string;
  readonly parentId: string | undefined;
}

export function liveMessage({ sessionId, parentId }: EventSource, observation: Observation): JsonObject {
  return {
    sessionId,
    seq: observation.seq,
    ts: new Date(observation.ts).toISOString(),
    event: observation.event,
    data: observation.data,
    ...(parentId !== undefined && { parentId }),
    ...(observation.ephemeral && { ephemeral: true }),
  };
}

export function loggedMessage({ sessionId, parentId }: EventSource, logged: LoggedEvent): JsonObject {
  const { seq, ts, event, data } = logged;
  return { sessionId, seq, ts, event, data, ...(parentId !== undefined && { parentId }) };
}

/** The text that grows, by event. */
const TEXT_OF: Readonly<Record<string, string>> = {
  "content_block:delta": "delta",
  "thinking:delta": "delta",
  "tool:output": "text",
};

/** How a live-only event joins the one before it; nothing for an event that stands by itself. */
export function coalescingOf({ sessionId }: EventSource, { event, data }: Observation): Coalescing | undefined {
  const field = Object.hasOwn(TEXT_OF, event) ? TEXT_OF[event] : undefined;
  if (field === undefined) return undefined;
  const block = [data.request_id, data.block_index, data.tool_call_id, data.stream].join(" ");
  return { key: `${sessionId} ${event} ${block}`, merge: (previous, next) => joined(previous, next, field) };
}

function joined(previous: JsonObject, next: JsonObject, field: string): JsonObject {
  const before = previous.data as JsonObject;
  const after = next.data as JsonObject;
  return { ...next, data: { ...after, [field]: `${before[field]}${after[field]}` } };
}
