import * as assert from "uvu/assert";
import { matchesPattern } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("patterns");

const ROWS: readonly [pattern: string, name: string, matches: boolean][] = [
  ["tool:pre", "tool:pre", true],
  ["tool:pre", "tool:post", false],
  ["tool:*", "tool:pre", true],
  ["tool:*", "tool:", true],
  ["tool:*", "tools:pre", false],
  ["*", "anything:at:all", true],
  ["*:end", "session:end", true],
  ["*:end", "session:end:late", false],
  ["a*b*c", "a:x:b:y:c", true],
  ["a*b*c", "acb", false],
  ["a*a", "a", false],
  ["**", "x", true],
];

for (const [pattern, name, matches] of ROWS) {
  test(`${pattern} ${matches ? "matches" : "does not match"} ${name}`, () => {
    assert.is(matchesPattern(pattern, name), matches);
  });
}

test.run();
