import * as assert from "uvu/assert";
import { planRetention, type RetentionRules, type StoredListing } from "../../../server/store/retention.ts";
import { suite } from "../../support/suite.ts";

const test = suite("retention");
const NOW = Date.parse("2026-11-26T12:00:00.000Z");

/** A session that was last used so many days ago. */
function used(session_id: string, daysAgo: number, more: Partial<StoredListing> = {}): StoredListing {
  const updated = new Date(NOW - daysAgo * 86_400_000).toISOString();
  return { session_id, created: updated, updated, ...more };
}

const child = (id: string, daysAgo: number, parent_id: string, more: Partial<StoredListing> = {}): StoredListing =>
  used(id, daysAgo, { ...more, parent_id });

interface Row {
  readonly about: string;
  readonly rules: RetentionRules;
  readonly sessions: readonly StoredListing[];
  readonly goes: readonly (readonly string[])[];
}

const DAYS = { max_age_days: 30 };
const ROWS: readonly Row[] = [
  { about: "without rules everything stays", rules: {}, sessions: [used("a", 9999)], goes: [] },
  {
    about: "what is older than the rule goes, the oldest first",
    rules: DAYS,
    sessions: [used("a", 31), used("b", 29), used("c", 400)],
    goes: [["c"], ["a"]],
  },
  { about: "at the limit itself it stays", rules: DAYS, sessions: [used("a", 30)], goes: [] },
  {
    about: "a session from the future is not old, and of many it is the newest",
    rules: { ...DAYS, max_sessions: 1 },
    sessions: [used("future", -400), used("b", 3)],
    goes: [["b"]],
  },
  {
    about: "its last use counts, even where the clock was set back after it was made",
    rules: DAYS,
    sessions: [used("a", 400, { created: new Date(NOW).toISOString() })],
    goes: [],
  },
  {
    about: "one whose time cannot be read is not old",
    rules: DAYS,
    sessions: [used("a", 400, { updated: "?" })],
    goes: [],
  },
  { about: "one that is open stays", rules: DAYS, sessions: [used("a", 400, { isInUse: true })], goes: [] },
  {
    about: "a family goes with all of it, children before their parents",
    rules: DAYS,
    sessions: [used("a", 90), child("b", 80, "a"), child("c", 70, "b"), child("d", 60, "a")],
    goes: [["c", "b", "d", "a"]],
  },
  {
    about: "a parent stays with a child or a fork that was used lately",
    rules: DAYS,
    sessions: [used("a", 90), child("b", 80, "a"), child("c", 1, "b")],
    goes: [],
  },
  {
    about: "a parent stays with a child that is open",
    rules: DAYS,
    sessions: [used("a", 90), child("b", 80, "a", { isInUse: true })],
    goes: [],
  },
  {
    about: "children of a parent that is gone are on their own",
    rules: DAYS,
    sessions: [child("a", 90, "gone"), child("b", 1, "gone")],
    goes: [["a"]],
  },
  {
    about: "of too many sessions, those that were not used the longest go",
    rules: { max_sessions: 2 },
    sessions: [used("a", 1), used("b", 4), used("c", 3), used("d", 2)],
    goes: [["b"], ["c"]],
  },
  {
    about: "the family that was used last stays, however many it is",
    rules: { max_sessions: 1 },
    sessions: [used("old", 9), used("a", 2), child("b", 1, "a"), child("c", 1, "a")],
    goes: [["old"]],
  },
  {
    about: "where one is open, the next one goes in its place",
    rules: { max_sessions: 1 },
    sessions: [used("a", 3, { isInUse: true }), used("b", 2), used("c", 1)],
    goes: [["b"]],
  },
  {
    about: "what was used within the hour stays, whatever the rules say",
    rules: { max_age_days: 0.001, max_sessions: 1 },
    sessions: [used("a", 0.03), used("b", 0.02), used("c", 0.01), used("d", 0.05)],
    goes: [["d"]],
  },
  {
    about: "metadata that lead in a circle are one family",
    rules: DAYS,
    sessions: [child("a", 90, "b"), child("b", 90, "a"), child("c", 90, "c")],
    goes: [["a", "b"], ["c"]],
  },
];

for (const { about, rules, sessions, goes } of ROWS) {
  test(about, () => {
    assert.equal(planRetention(sessions, rules, NOW), goes);
  });
}

test.run();
