import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { withFiles } from "./search-fixture.ts";

const test = suite("glob finds paths by pattern");
const FILES = {
  "a.ts": "",
  "b.js": "",
  ".hidden.ts": "",
  "src/a.ts": "",
  "src/a.test.ts": "",
  "src/deep/b.tsx": "",
  "src/deep/[id].ts": "",
  "lib/c.ts": "",
  "empty/.keep": "",
};

const ROWS: readonly (readonly [title: string, input: Record<string, unknown>, found: readonly string[]])[] = [
  ["the folder itself", { pattern: "*.ts" }, [".hidden.ts", "a.ts"]],
  [
    "any depth",
    { pattern: "**/*.ts" },
    [".hidden.ts", "a.ts", "lib/c.ts", "src/a.test.ts", "src/a.ts", "src/deep/[id].ts"],
  ],
  ["braces", { pattern: "{src,lib}/*.{ts,tsx}" }, ["lib/c.ts", "src/a.test.ts", "src/a.ts"]],
  ["folders named outright", { pattern: "src/deep/*" }, ["src/deep/[id].ts", "src/deep/b.tsx"]],
  ["one file", { pattern: "src/a.ts" }, ["src/a.ts"]],
  ["escapes", { pattern: "src/deep/\\[id\\].ts" }, ["src/deep/[id].ts"]],
  ["a class", { pattern: "**/[bc].*" }, ["b.js", "lib/c.ts", "src/deep/b.tsx"]],
  ["a folder to search in", { pattern: "*.ts", path: "src" }, ["src/a.test.ts", "src/a.ts"]],
  ["folders", { pattern: "**", type: "dir" }, ["empty", "lib", "src", "src/deep"]],
  ["both", { pattern: "src/*", type: "any" }, ["src/a.test.ts", "src/a.ts", "src/deep"]],
  [
    "without some names",
    { pattern: "src/**", exclude: ["*.test.ts"] },
    ["src/a.ts", "src/deep/[id].ts", "src/deep/b.tsx"],
  ],
  ["without a folder and all in it", { pattern: "**/*.ts", exclude: ["src", ".*"] }, ["a.ts", "lib/c.ts"]],
  ["without some paths", { pattern: "**/*.ts", exclude: ["src/*.ts", ".*"] }, ["a.ts", "lib/c.ts", "src/deep/[id].ts"]],
  ["from the folder above, back in", { pattern: "src/../lib/*.ts" }, ["lib/c.ts"]],
  ["nothing", { pattern: "*.rs" }, ["No files found."]],
];
for (const [title, input, found] of ROWS) {
  test(title, () =>
    withFiles(FILES, {}, async ({ call }) => {
      assert.deepEqual(outputOf<string>(await call("glob", input as never)).split("\n"), found);
    }),
  );
}

test("an absolute pattern means the same", () =>
  withFiles(FILES, {}, async ({ call, folder }) => {
    assert.equal(outputOf(await call("glob", { pattern: `${folder}/lib/**/*.ts` })), "lib/c.ts");
  }));

test("there is a limit, and it says so", () =>
  withFiles(FILES, { max_results: 2 }, async ({ call }) => {
    const text = outputOf<string>(await call("glob", { pattern: "**/*.ts" }));
    assert.equal(text, ".hidden.ts\na.ts\n(the first 2; there are more, so narrow the pattern)");
    assert.equal(outputOf(await call("glob", { pattern: "{a.ts,b.js}" })), "a.ts\nb.js");
  }));

test("errors say what is wrong", () =>
  withFiles(FILES, {}, async ({ call }) => {
    const rows: readonly (readonly [input: Record<string, string>, kind: string])[] = [
      [{ pattern: "*", path: "a.ts" }, "not-a-directory"],
      [{ pattern: "*", path: "none" }, "not-found"],
      [{ pattern: "none/*" }, "not-found"],
      [{ pattern: "{a,b}".repeat(9) }, "invalid-pattern"],
    ];
    for (const [input, kind] of rows)
      assert.equal((await call("glob", input)).error?.kind, kind, JSON.stringify(input));
  }));

test.run();
