/** `session/list`, `session/get`, `session/messages`: reading what is known of sessions, live or stored, without running anything. */
import { sessionGet, sessionList, sessionMessages } from "../../protocol/index.ts";
import type { LiveSession } from "../session/live-session.ts";
import { RequestError } from "../session/request-error.ts";
import type { SessionMetadata } from "../store/metadata.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function historyMethods({ registry, store }: MethodContext): Methods {
  return {
    ...handle(sessionList, async ({ cwd, query, cursor, limit }) => {
      const stored = await store.list();
      const live = registry.all.map((session) => session.stored.metadata);
      const all = [...live, ...stored.filter((one) => registry.find(one.session_id) === undefined)];
      const matching = all
        .filter((one) => (cwd === undefined || one.cwd === cwd) && matches(one, query))
        .sort(byLastUse);
      const { page, nextCursor } = pageOf(matching, { cursor, limit });
      return { sessions: page.map((one) => summaryOf(one, registry.find(one.session_id))), ...nextCursor };
    }),
    ...handle(sessionGet, async ({ sessionId }) => {
      const live = await registry.lookUp(sessionId);
      const metadata = live?.stored.metadata ?? (await store.read(sessionId)).metadata;
      const { profile, metadata: own, mount_plan: mountPlan } = metadata;
      return {
        ...summaryOf(metadata, live),
        ...(profile !== undefined && { profile }),
        ...(own !== undefined && { metadata: own }),
        mountPlan,
        pendingApprovals: [...(live?.approvals.pending ?? [])],
      };
    }),
    ...handle(sessionMessages, async ({ sessionId, cursor, limit }) => {
      const live = await registry.lookUp(sessionId);
      const { messages } = live?.stored.state ?? (await store.read(sessionId)).state;
      const { page, nextCursor } = pageOf(messages, { cursor, limit });
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

function summaryOf(metadata: SessionMetadata, live: LiveSession | undefined) {
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

function matches(metadata: SessionMetadata, query: string | undefined): boolean {
  if (query === undefined) return true;
  const text = [metadata.session_id, metadata.title, metadata.cwd].join("\n").toLowerCase();
  return text.includes(query.toLowerCase());
}

/** The one last used first; sessions of the same moment by id, so that pages never overlap. */
function byLastUse(a: SessionMetadata, b: SessionMetadata): number {
  return b.updated.localeCompare(a.updated) || a.session_id.localeCompare(b.session_id);
}

interface Paging {
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** A cursor is where the next page starts. @throws RequestError `invalid-params` for one that was not handed out */
function pageOf<Item>(
  items: readonly Item[],
  { cursor, limit }: Paging,
): { page: Item[]; nextCursor: { nextCursor?: string } } {
  const start = cursor === undefined ? 0 : Number(cursor);
  if (!Number.isSafeInteger(start) || start < 0) {
    throw new RequestError("invalid-params", "cursor: it is not one that was handed out; leave it out to start again");
  }
  const end = start + limit;
  return { page: items.slice(start, end), nextCursor: end < items.length ? { nextCursor: String(end) } : {} };
}
