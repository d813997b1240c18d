import assert from "node:assert/strict";
import type { Message } from "../../../../kernel/index.ts";
import { alwaysProtected, unitsOf } from "../../../../modules/lib/compaction/units.ts";
import { suite } from "../../../support/suite.ts";
import { called, said, user } from "./compaction-fixture.ts";

const test = suite("what is always protected");

const from = (source: string, role: Message["role"]): Message => ({ ...user(source), role, metadata: { source } });

const CASES: readonly { name: string; history: readonly Message[]; kept: readonly number[] }[] = [
  {
    name: "the first prompt, the latest, the newest unit",
    history: [
      user("1"),
      said("a"),
      user("2"),
      said("b"),
      user("3"),
      ...called("c", "x"),
      said("d"),
      ...called("e", "y"),
    ],
    kept: [0, 4, 8, 9],
  },
  {
    name: "what joined the latest prompt since",
    history: [user("1"), said("a"), user("2"), said("b"), from("steering", "user"), said("c"), said("d")],
    kept: [0, 2, 4, 6],
  },
  {
    name: "instructions, but not what hooks injected",
    history: [from("profile", "system"), user("1"), from("hook", "system"), from("hook", "user"), said("a")],
    kept: [0, 1, 4],
  },
  { name: "the only prompt", history: [user("1"), said("a"), said("b")], kept: [0, 2] },
];
for (const { name, history, kept } of CASES) {
  test(name, () => {
    const places = [...alwaysProtected(history, unitsOf(history))].sort((a, b) => a - b);
    assert.deepEqual(places, kept);
  });
}

test.run();
