/** `session/list`, `session/get`, `session/messages`: reading what is known of sessions, live or stored, without running anything. */
import { resolve } from "node:path";
import { sessionGet, sessionList, sessionMessages } from "../../protocol/index.ts";
import type { LiveSession } from "../session/live-session.ts";
import { RequestError } from "../session/request-error.ts";
import type { ListPosition } from "../store/contracts.ts";
import type { StoredMessage } from "../store/journal-records.ts";
import type { SessionListing } from "../store/metadata.ts";
import { select } from "../store/selection.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function historyMethods({ registry, store, clientOf }: MethodContext): Methods {
  return {
    ...handle(sessionList, async ({ cwd, query, cursor, limit }, call) => {
      const directory = cwd === undefined ? undefined : resolve(clientOf(call).cwd, cwd);
      const most = Math.min(limit, MAX_SESSIONS_IN_A_PAGE);
      // One more than the page holds tells whether there is another page.
      const filter = { cwd: directory, query, after: readCursor(cursor), limit: most + 1 };
      const stored = await store.list(filter);
      const unkept = registry.all.filter((session) => !session.stored.isKept).map((session) => session.stored.metadata);
      const { page, nextCursor } = sessionPage(select([...stored, ...unkept], filter), most);
      return { sessions: page.map((one) => summaryOf(one, registry.find(one.session_id))), ...nextCursor };
    }),
    ...handle(sessionGet, async ({ sessionId }) => {
      const live = await registry.lookUp(sessionId);
      const { metadata, state } = live?.stored ?? (await store.read(sessionId));
      const { profile, metadata: own, mount_plan: mountPlan, settings, forked_from: from } = metadata;
      return {
        ...summaryOf(metadata, live),
        queued: live?.turns.queue.entries.length ?? state.queue.length,
        ...(from !== undefined && { forkedFrom: { sessionId: from.session_id, atTurn: from.at_turn } }),
        ...(settings !== undefined && { settings: { ...settings } }),
        ...(profile !== undefined && { profile }),
        ...(own !== undefined && { metadata: own }),
        mountPlan,
        pendingApprovals: [...(live?.pendingApprovals ?? [])],
        pendingInputs: [...(live?.pendingInputs ?? [])],
      };
    }),
    ...handle(sessionMessages, async ({ sessionId, cursor, limit }) => {
      const live = await registry.lookUp(sessionId);
      const { messages } = live?.stored.state ?? (await store.read(sessionId)).state;
      const { page, nextCursor } = pageOf(messages, { cursor, limit: Math.min(limit, MAX_MESSAGES_IN_A_PAGE) });
      return {
        messages: page.map(({ seq, turn, message }) => ({
          seq,
          turn,
          ...message,
          content: [...message.content],
        })) as never,
        ...nextCursor,
      };
    }),
  };
}

function summaryOf(metadata: SessionListing, live: LiveSession | undefined) {
  const { title, parent_id: parentId } = metadata;
  return {
    sessionId: metadata.session_id,
    ...(title !== undefined && { title }),
    cwd: metadata.cwd,
    createdAt: metadata.created,
    updatedAt: metadata.updated,
    turns: live?.kernel.turns ?? metadata.turns,
    status: live?.status ?? ("stored" as const),
    ...(parentId !== undefined && { parentId }),
  };
}

const MAX_SESSIONS_IN_A_PAGE = 500;
const MAX_MESSAGES_IN_A_PAGE = 1000;

/** A cursor names the last session of its page, so that one that is used meanwhile moves nothing else. */
function sessionPage(sessions: readonly SessionListing[], limit: number): Page<SessionListing> {
  const page = sessions.slice(0, limit);
  const end = page.at(-1);
  const isMore = sessions.length > limit && end !== undefined;
  return { page, nextCursor: isMore ? { nextCursor: JSON.stringify([end.updated, end.session_id]) } : {} };
}

/** @throws RequestError `invalid-params` for one that was not handed out */
function readCursor(cursor: string | undefined): ListPosition | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [updated, session_id] = JSON.parse(cursor) as [string, string];
    if (typeof updated === "string" && typeof session_id === "string") return { updated, session_id };
  } catch {
    // Told below, like every other cursor that is none.
  }
  throw new RequestError("invalid-params", "cursor: it is not one that was handed out; leave it out to start again");
}

type Page<Item> = { readonly page: Item[]; readonly nextCursor: { nextCursor?: string } };

interface Paging {
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** A cursor is the number of the last message of its page. @throws RequestError `invalid-params` for one that was not handed out */
function pageOf(messages: readonly StoredMessage[], { cursor, limit }: Paging): Page<StoredMessage> {
  const last = cursor === undefined ? 0 : Number(cursor);
  if (!Number.isSafeInteger(last) || last < 0) {
    throw new RequestError("invalid-params", "cursor: it is not one that was handed out; leave it out to start again");
  }
  const rest = messages.filter(({ seq }) => seq > last);
  const page = rest.slice(0, limit);
  return { page, nextCursor: rest.length > limit ? { nextCursor: String(page.at(-1)?.seq) } : {} };
}
