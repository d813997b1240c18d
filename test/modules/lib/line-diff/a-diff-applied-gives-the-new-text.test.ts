import assert from "node:assert/strict";
import { unifiedDiff } from "../../../../modules/lib/line-diff/index.ts";
import { suite } from "../../../support/suite.ts";
import { applyDiff } from "./apply-diff.ts";

const test = suite("a diff, applied, gives the new text");
const LABELS = { before: "a", after: "b" };
const ROUNDS = 400;

/** A fixed sequence of numbers below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}

function randomText(next: (limit: number) => number): string {
  const lines = Array.from({ length: next(30) }, () => `${"abc"[next(3)]}${["\n", "\n", "\n", "\r\n"][next(4)]}`);
  return lines.join("") + (next(2) === 0 ? "end" : "");
}

function changed(text: string, next: (limit: number) => number): string {
  const lines = text.split(/(?<=\n)/);
  for (let count = next(5); count > 0; count--)
    lines.splice(next(lines.length + 1), next(3), ...["x\n"].slice(next(2)));
  return lines.join("");
}

test("any two texts", () => {
  const next = numbers(7);
  for (let round = 0; round < ROUNDS; round++) {
    const before = randomText(next);
    const after = next(2) === 0 ? randomText(next) : changed(before, next);
    assert.equal(applyDiff(before, unifiedDiff(before, after, LABELS)), after, JSON.stringify({ before, after }));
  }
});

test("texts that have nothing in common, and are long", () => {
  const before = Array.from({ length: 3000 }, (_, index) => `a${index}\n`).join("");
  const after = Array.from({ length: 3000 }, (_, index) => `b${index}\n`).join("");
  assert.equal(applyDiff(before, unifiedDiff(before, after, LABELS)), after);
});

test("the shape is that of patch", () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const diff = unifiedDiff(before, before.replace("5\n", "five\n"), LABELS);
  assert.equal(diff, "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  assert.equal(unifiedDiff(before, before, LABELS), "");
  assert.equal(unifiedDiff("a", "a\n", LABELS), "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
});

test("a small change is a small diff", () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `${index % 50}\n`);
  const after = [...lines];
  after.splice(1500, 1);
  after.splice(300, 0, "new\n");
  assert.equal(unifiedDiff(lines.join(""), after.join(""), LABELS).match(/^[+-](?![+-])/gm)?.length, 2);
});

test.run();
