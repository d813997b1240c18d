/** Applies the rules of retention to a store: removes what they say, and nothing that a process has open. */
import { messageOf } from "../../kernel/index.ts";
import type { SessionStore } from "./contracts.ts";
import type { SessionListing } from "./metadata.ts";
import { planRetention, type RetentionRules } from "./retention.ts";
import { StoreError } from "./store-error.ts";

export interface PruneOptions {
  readonly store: SessionStore;
  readonly rules: RetentionRules;
  /** Stop once so many are removed. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** One line for each family that could not be removed. */
  readonly report: (line: string) => void;
  /** Called with the id of each session that is gone. */
  readonly onRemoved: (sessionId: string) => void;
}

const PAGE = 2000;
/** More sessions than this are not looked at. */
const MAX_LISTED = 1_000_000;
/** The store is asked again after so many families: what was used in the meantime stays. */
const FAMILIES_AT_A_TIME = 20;

/** @throws StoreError when the store cannot be listed */
export async function pruneSessions(options: PruneOptions): Promise<void> {
  const { store, rules, limit, signal, report } = options;
  const failed = new Set<string>();
  let removed = 0;
  const onRemoved = (sessionId: string): void => {
    removed += 1;
    options.onRemoved(sessionId);
  };
  while (!signal.aborted) {
    const families = await plannedRemovals({ store, rules, failed, maxFamilies: FAMILIES_AT_A_TIME });
    if (families.length === 0) return;
    for (const family of families) {
      if (signal.aborted || removed >= limit) return;
      try {
        await removeFamily(store, family, onRemoved);
      } catch (error) {
        // It is not tried again in this run.
        for (const id of family) failed.add(id);
        report(`session ${family.at(-1)} is kept beyond the retention: ${messageOf(error)}`);
      }
    }
  }
}

interface Planning extends Pick<PruneOptions, "store" | "rules"> {
  readonly failed?: ReadonlySet<string>;
  /** More are not looked at. Default: all. */
  readonly maxFamilies?: number;
}

/** What would go now: the families, the oldest first, children before their parents, none of them open anywhere. @throws StoreError */
export async function plannedRemovals({
  store,
  rules,
  failed = new Set(),
  maxFamilies = Number.POSITIVE_INFINITY,
}: Planning): Promise<(readonly string[])[]> {
  if (rules.max_age_days === undefined && rules.max_sessions === undefined) return [];
  const listed = await listAll(store);
  const inUse = new Set(failed);
  for (;;) {
    const sessions = listed.map((session) => ({ ...session, isInUse: inUse.has(session.session_id) }));
    const families = planRetention(sessions, rules, Date.now()).slice(0, maxFamilies);
    const before = inUse.size;
    // Only those that would go are asked for; with what is in use, others may have to go in their place.
    for (const id of families.flat()) if (await store.isInUse(id)) inUse.add(id);
    if (inUse.size === before) return families;
  }
}

async function listAll(store: SessionStore): Promise<SessionListing[]> {
  const all: SessionListing[] = [];
  for (;;) {
    const page = await store.list({ limit: PAGE, after: all.at(-1) });
    all.push(...page);
    if (page.length < PAGE || all.length >= MAX_LISTED) return all;
  }
}

async function removeFamily(
  store: SessionStore,
  family: readonly string[],
  onRemoved: (sessionId: string) => void,
): Promise<void> {
  for (const id of family) {
    if (await store.isInUse(id)) throw new StoreError("session-locked", `Session ${id} is in use.`);
  }
  for (const id of family) {
    await store.delete(id).catch(unlessMissing);
    onRemoved(id);
  }
}

/** Somebody else may have been quicker. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof StoreError && error.kind === "session-not-found")) throw error;
}
