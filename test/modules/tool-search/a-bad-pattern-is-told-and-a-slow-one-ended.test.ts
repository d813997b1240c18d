import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { withBothEngines, withFiles } from "./search-fixture.ts";

const test = suite("a bad pattern is told and a slow one ended");
const FILES = { "a.txt": `foobar\nfoo\nabab\n${"a".repeat(5000)}!\n` };

const BAD: readonly (readonly [input: Record<string, string>, says: RegExp])[] = [
  [{ pattern: "(" }, /./],
  [{ pattern: "a{2,1}" }, /./],
  [{ pattern: "(?<=x" }, /./],
  [{ pattern: "a", type: "pythn" }, /"pythn" is not known; did you mean .*The types are: .*py/],
  [{ pattern: "a", glob: "{a,b}".repeat(9) }, /more than 256 alternatives/],
];
for (const [input, says] of BAD) {
  withBothEngines(test, JSON.stringify(input).slice(0, 40), () =>
    withFiles(FILES, {}, async ({ call }) => {
      const { error } = await call("grep", input);
      assert.equal(error?.kind, "invalid-pattern");
      assert.match(error.message, says);
    }),
  );
}

const LOOKING: readonly (readonly [pattern: string, lines: readonly string[]])[] = [
  ["foo(?=bar)", ["a.txt:1:foobar"]],
  ["^foo(?!bar)", ["a.txt:2:foo"]],
  ["(?<=foo)bar", ["a.txt:1:foobar"]],
  ["(?<!foo)bar", []],
  ["^(ab)\\1$", ["a.txt:3:abab"]],
];
for (const [pattern, lines] of LOOKING) {
  withBothEngines(test, `${pattern} works`, () =>
    withFiles(FILES, {}, async ({ call }) => {
      const text = outputOf(await call("grep", { pattern, output_mode: "content" }));
      assert.equal(text, lines.join("\n") || "No matches found.");
    }),
  );
}

/** Takes longer than anybody waits, in an engine that goes back over its steps. */
const CATASTROPHE = "^(a+)+(?=$)";

test("a pattern that runs away is ended by the time limit, and the process goes on meanwhile", async () => {
  await withFiles(FILES, { timeout: 3 }, async ({ call }) => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const { error } = await call("grep", { pattern: CATASTROPHE });
    clearInterval(timer);
    assert.equal(error?.kind, "timeout");
    assert.match(error.message, /within 3 s/);
    assert.ok(turns > 0);
  });
  await withFiles(FILES, {}, async ({ call }) => {
    assert.equal(outputOf(await call("grep", { pattern: "foo" })), "a.txt");
  });
});

test("and by a cancel", () =>
  withFiles(FILES, {}, async ({ call }) => {
    const controller = new AbortController();
    const result = call("grep", { pattern: CATASTROPHE }, { signal: controller.signal });
    setImmediate(() => controller.abort());
    assert.equal((await result).error?.kind, "cancelled");
  }));

withBothEngines(test, "with ripgrep's kind of engine none runs away", () =>
  withFiles({ a: `${"a".repeat(20)}!\n` }, {}, async ({ call }) => {
    assert.equal(outputOf(await call("grep", { pattern: "^(a+)+$" })), "No matches found.");
  }),
);

test.run();
