import assert from "node:assert/strict";
import type { Message } from "../../../../kernel/index.ts";
import { compact } from "../../../../modules/lib/compaction/compact.ts";
import type { Decision } from "../../../../modules/lib/compaction/view.ts";
import { suite } from "../../../support/suite.ts";
import { called, said, user } from "./compaction-fixture.ts";

const test = suite("the levels of compaction");

/** 1 prompt, 10 answers with a call each (places 1, 3, …, 19; results 2, 4, …, 20), 10 plain answers, the last prompt (31). */
const HISTORY: readonly Message[] = [
  user("first"),
  ...Array.from({ length: 10 }, (_, number) => called(`c${number}`, "result")).flat(),
  ...Array.from({ length: 10 }, () => said("talk")),
  user("last"),
];
/** Results cost 100 and 10 when shortened, everything else 10 and 1. */
function costOf(index: number, decision: Decision | undefined): number {
  const whole = HISTORY[index]?.role === "tool" ? 100 : 10;
  if (decision === "removed") return 0;
  return decision === "shortened" ? whole / 10 : whole;
}
const WHOLE = HISTORY.reduce((sum, _, index) => sum + costOf(index, undefined), 0);

const at = (decision: Decision, places: readonly number[]): [number, Decision][] =>
  places.map((place) => [place, decision]);
const pairsFrom = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

const CASES: readonly { name: string; goal: number; limit?: number; level: number; decided: [number, Decision][] }[] = [
  { name: "nothing, when it fits", goal: WHOLE, level: 0, decided: [] },
  { name: "1: the oldest quarter of the results", goal: WHOLE - 3 * 90, level: 1, decided: at("shortened", [2, 4, 6]) },
  { name: "1: no more of them than it takes", goal: WHOLE - 1, level: 1, decided: at("shortened", [2]) },
  { name: "2: the oldest half", goal: WHOLE - 5 * 90, level: 2, decided: at("shortened", [2, 4, 6, 8, 10]) },
  {
    name: "3: the oldest units go, pairs together",
    goal: WHOLE - 5 * 90 - 40,
    level: 3,
    decided: [...at("removed", pairsFrom(1, 4)), ...at("shortened", [6, 8, 10])],
  },
  {
    name: "5: less of what is recent is spared",
    goal: WHOLE - 5 * 90 - 100 - 20,
    level: 5,
    decided: at("removed", [...pairsFrom(1, 10), 21, 22]),
  },
  {
    name: "8: the first prompt becomes a stub",
    goal: 1,
    limit: WHOLE,
    level: 8,
    decided: [...at("shortened", [0]), ...at("removed", [...pairsFrom(1, 10), ...pairsFrom(21, 29)])],
  },
  {
    name: "9: all but what is always protected",
    goal: 1,
    limit: 20,
    level: 9,
    decided: [...at("shortened", [0]), ...at("removed", pairsFrom(1, 30))],
  },
];

test("a boundary says how many results are shortened before anything is removed", () => {
  const settings = { protected_recent: 0.3, protected_tool_results: 0, truncate_boundary: 0.2 };
  const goal = WHOLE - 2 * 90 - 1;
  const { level, decisions } = compact({
    history: HISTORY,
    decisions: new Map(),
    settings,
    costOf,
    tokens: WHOLE,
    goal,
    limit: WHOLE,
  });
  assert.deepEqual([level, decisions.get(4), decisions.get(6)], [3, "shortened", undefined]);
});

for (const { name, goal, limit = Number.POSITIVE_INFINITY, level, decided } of CASES) {
  test(name, () => {
    const settings = { protected_recent: 0.3, protected_tool_results: 5 };
    const input = { history: HISTORY, decisions: new Map(), settings, costOf, tokens: WHOLE, goal, limit };
    const result = compact(input);
    assert.deepEqual(
      [...result.decisions].sort(([a], [b]) => a - b),
      [...decided].sort(([a], [b]) => a - b),
    );
    assert.equal(result.level, level);
    const cost = HISTORY.reduce((sum, _, index) => sum + costOf(index, result.decisions.get(index)), 0);
    assert.equal(result.tokens, cost);
  });
}

test("a prompt that is the only one is never a stub", () => {
  const history = [user("only"), said("talk"), said("more")];
  const settings = { protected_recent: 0, protected_tool_results: 0 };
  const cost = (_: number, decision: Decision | undefined): number =>
    decision === undefined ? 10 : decision === "shortened" ? 1 : 0;
  const result = compact({ history, decisions: new Map(), settings, costOf: cost, tokens: 30, goal: 0, limit: 0 });
  assert.deepEqual([...result.decisions], [[1, "removed"]]);
});

test.run();
