/** What counts as a mention in a text. */
import * as assert from "uvu/assert";
import { findMentions } from "../../../../server/plan/mentions/find-mentions.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("mentions are found in prose alone");

const ROWS: readonly (readonly [string, readonly string[]])[] = [
  ["see @README.md.", ["@README.md"]],
  ['(@./b), "@src/a.ts" and @.github/workflows/ci.yml!', ["@./b", "@src/a.ts", "@.github/workflows/ci.yml"]],
  [
    "@~/notes.md @user:AGENTS.md @project:x @kit:context/a.md",
    ["@~/notes.md", "@user:AGENTS.md", "@project:x", "@kit:context/a.md"],
  ],
  ["@café/ü.md", ["@café/ü.md"]],
  ["@a.md @a.md", ["@a.md"]],
  ["write to me@example.org or x.y@z", []],
  ["inline `@a.md` and ``b ` @b.md``", []],
  ["```\n@a.md\n```\n@b.md\n~~~sh\n@c.md\n~~~", ["@b.md"]],
  ["````\n```\n@a.md\n```\n````\n@b.md", ["@b.md"]],
  ["```\n@never.closed", []],
  ["a lone @ and @, and @!", []],
];

for (const [text, expected] of ROWS) {
  test(JSON.stringify(text), () => {
    assert.equal(
      findMentions(text).map((mention) => mention.text),
      expected,
    );
  });
}

test("a text that is all openings ends in time", () => {
  const runs = Array.from({ length: 500 }, (_, index) => "`".repeat(index + 1)).join("a");
  assert.equal(findMentions(`${runs} ${"`".repeat(100_000)} ${"@a".repeat(50_000)}`).length, 1);
});

test.run();
