import * as assert from "uvu/assert";
import type { SessionStore } from "../../../server/store/contracts.ts";
import { plannedRemovals, pruneSessions } from "../../../server/store/prune-sessions.ts";
import { suite } from "../../support/suite.ts";

const test = suite("pruning many sessions");
const OLD = "2020-01-01T00:00:00.000Z";
const RULES = { max_age_days: 30 };

/** A store of old sessions, of which each tenth is open, that counts how often it is asked whether one is. */
function storeOf(count: number): { store: SessionStore; asked: () => number } {
  const ids = new Set(Array.from({ length: count }, (_, index) => `s${String(index).padStart(5, "0")}`));
  let asked = 0;
  const listed = (after?: { session_id: string }) => [...ids].filter((id) => id > (after?.session_id ?? ""));
  const store = {
    list: async ({ limit, after }: { limit: number; after?: { session_id: string } }) =>
      listed(after)
        .slice(0, limit)
        .map((session_id) => ({ session_id, created: OLD, updated: OLD })),
    isInUse: async (id: string) => {
      asked += 1;
      return id.endsWith("0");
    },
    delete: async (id: string) => void ids.delete(id),
  };
  return { store: store as unknown as SessionStore, asked: () => asked };
}

const prune = async (store: SessionStore, limit: number): Promise<string[]> => {
  const removed: string[] = [];
  const { signal } = new AbortController();
  await pruneSessions({
    store,
    rules: RULES,
    limit,
    signal,
    report: assert.unreachable,
    onRemoved: (id) => removed.push(id),
  });
  return removed;
};

test("what is open stays, everything else goes", async () => {
  const { store } = storeOf(300);
  assert.is((await prune(store, 1000)).length, 270);
});

test("the store is asked a few times for each that goes, not for all of them each time", async () => {
  const { store, asked } = storeOf(2000);
  assert.is((await prune(store, 200)).length, 200);
  assert.ok(asked() < 200 * 5, `${asked()} times`);
});

test("a plan without a limit has all", async () => {
  const { store } = storeOf(100);
  assert.is((await plannedRemovals({ store, rules: RULES })).length, 90);
});

test.run();
