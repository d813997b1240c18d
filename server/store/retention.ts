/**
 * Which stored sessions have been kept long enough. Pure: it removes nothing. A session, its sub-sessions and its forks are one
 * family, which goes as a whole or stays: it is as old as the last use of any of them.
 */
import type { SessionListing } from "./metadata.ts";

/** As in the settings; without any rule everything is kept. */
export interface RetentionRules {
  /** Families that were not used for longer go. */
  readonly max_age_days?: number | undefined;
  /** Of more sessions than this the families that were not used for the longest time go; the last one never does. */
  readonly max_sessions?: number | undefined;
}

export interface StoredListing extends Pick<SessionListing, "session_id" | "parent_id" | "created" | "updated"> {
  /** Some process has it open, or it could not be removed. */
  readonly isInUse?: boolean;
}

const DAY_MS = 86_400_000;
/** What was used within the hour stays, whatever the rules say: somebody may be about to go on with it. */
const GRACE_MS = 3_600_000;

interface Family {
  /** Children before their parents. */
  readonly ids: readonly string[];
  readonly lastUsed: number;
  readonly isInUse: boolean;
}

/** The families to remove, the oldest first, each with children before their parents. @param now milliseconds since the epoch */
export function planRetention(
  sessions: readonly StoredListing[],
  { max_age_days = Number.POSITIVE_INFINITY, max_sessions = Number.POSITIVE_INFINITY }: RetentionRules,
  now: number,
): (readonly string[])[] {
  const families = familiesOf(sessions).sort((a, b) => a.lastUsed - b.lastUsed);
  let left = sessions.length;
  const planned = families.filter(({ ids, lastUsed, isInUse }, index) => {
    // A session from the future, as after a clock that was set back, is not old.
    const age = now - lastUsed;
    const isTooMany = left > max_sessions && index < families.length - 1;
    const goes = !isInUse && age > GRACE_MS && (age > max_age_days * DAY_MS || isTooMany);
    if (goes) left -= ids.length;
    return goes;
  });
  return planned.map(({ ids }) => ids);
}

function familiesOf(sessions: readonly StoredListing[]): Family[] {
  const byId = new Map(sessions.map((session) => [session.session_id, session]));
  const families = new Map<string, { session: StoredListing; depth: number }[]>();
  for (const session of sessions) {
    const { root, depth } = rootOf(session, byId);
    const family = families.get(root) ?? [];
    families.set(root, family);
    family.push({ session, depth });
  }
  return [...families.values()].map((members) => ({
    ids: members.sort((a, b) => b.depth - a.depth).map(({ session }) => session.session_id),
    lastUsed: Math.max(...members.map(({ session }) => lastUseOf(session))),
    isInUse: members.some(({ session }) => session.isInUse === true),
  }));
}

/** The ancestor at the top that is still there. */
function rootOf(
  session: StoredListing,
  byId: ReadonlyMap<string, StoredListing>,
): { readonly root: string; readonly depth: number } {
  const path = new Set([session.session_id]);
  for (let at = session; ; ) {
    const parent = at.parent_id === undefined ? undefined : byId.get(at.parent_id);
    // Metadata that were edited may lead in a circle: its first id, in their order, then stands for it.
    if (parent !== undefined && path.has(parent.session_id)) return { root: [...path].sort()[0] ?? "", depth: 0 };
    if (parent === undefined) return { root: at.session_id, depth: path.size - 1 };
    path.add(parent.session_id);
    at = parent;
  }
}

/** One whose time cannot be read is not old. */
function lastUseOf({ created, updated }: StoredListing): number {
  const last = Math.max(Date.parse(created), Date.parse(updated));
  return Number.isNaN(last) ? Number.POSITIVE_INFINITY : last;
}
