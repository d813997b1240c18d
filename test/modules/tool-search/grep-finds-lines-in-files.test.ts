import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { withBothEngines, withFiles } from "./search-fixture.ts";

const test = suite("grep finds lines in files");

const FILES = {
  "a.txt": "one\ntwo\nthree\nfour\nfive\ntwo again\n",
  "b.ts": "const Two = 2;\n",
  "sub/c.ts": "two\r\n\r\nend two\r\n",
  "sub/deep/d.py": "x = 'two'\n# ünï €\n",
  ".hidden": "two\n",
  "utf8-mark": "\uFEFFtwo first\n",
  "no-end": "two",
  "odd name $(x) 'q'": "two\n",
};
const ALL = [".hidden", "a.txt", "no-end", "odd name $(x) 'q'", "sub/c.ts", "sub/deep/d.py", "utf8-mark"];

const ROWS: readonly (readonly [
  title: string,
  input: Record<string, unknown>,
  expected: string | readonly string[],
])[] = [
  ["paths are the default", { pattern: "two" }, ALL],
  ["upper and lower case differ", { pattern: "Two" }, ["b.ts"]],
  ["-i", { pattern: "TWO", "-i": true, glob: "*.ts" }, ["b.ts", "sub/c.ts"]],
  ["case_insensitive", { pattern: "TWO", case_insensitive: true, glob: "*.ts" }, ["b.ts", "sub/c.ts"]],
  ["a flag in the pattern", { pattern: "(?i)TWO", glob: "*.ts" }, ["b.ts", "sub/c.ts"]],
  ["a glob by name", { pattern: "two", glob: "*.ts" }, ["sub/c.ts"]],
  ["a glob by path", { pattern: "two", glob: "sub/**/*.{py,js}" }, ["sub/deep/d.py"]],
  [
    "a glob that leaves out",
    { pattern: "two", glob: "!*.{ts,py,txt}" },
    [".hidden", "no-end", "odd name $(x) 'q'", "utf8-mark"],
  ],
  ["a type", { pattern: "two", type: "py" }, ["sub/deep/d.py"]],
  ["a type by another name", { pattern: "two", type: "python" }, ["sub/deep/d.py"]],
  ["a folder", { pattern: "two", path: "sub" }, ["sub/c.ts", "sub/deep/d.py"]],
  ["a file", { pattern: "two", path: "sub/c.ts" }, ["sub/c.ts"]],
  ["nothing", { pattern: "absent" }, "No matches found."],
  [
    "the line's start and end",
    { pattern: "^two$", glob: "!a.txt" },
    [".hidden", "no-end", "odd name $(x) 'q'", "sub/c.ts"],
  ],
  ["beyond ASCII", { pattern: "ü.ï €" }, ["sub/deep/d.py"]],
  ["a pattern like an option", { pattern: "--two" }, "No matches found."],
  ["named classes", { pattern: "^[[:alpha:]]+ [[:lower:][:digit:]]+$" }, ["a.txt", "sub/c.ts", "utf8-mark"]],
  ["content", { pattern: "two", path: "a.txt", output_mode: "content" }, ["a.txt:2:two", "a.txt:6:two again"]],
  [
    "content without numbers",
    { pattern: "two", path: "a.txt", output_mode: "content", "-n": false },
    ["a.txt:two", "a.txt:two again"],
  ],
  [
    "content of CR LF lines",
    { pattern: "two", path: "sub/c.ts", output_mode: "content" },
    ["sub/c.ts:1:two", "sub/c.ts:3:end two"],
  ],
  ["counts", { pattern: "two", glob: "*.{txt,ts}", output_mode: "count" }, ["a.txt:2", "sub/c.ts:2"]],
  [
    "context after",
    { pattern: "four", path: "a.txt", output_mode: "content", "-A": 1 },
    ["a.txt:4:four", "a.txt-5-five"],
  ],
  [
    "context before",
    { pattern: "four", path: "a.txt", output_mode: "content", "-B": 1 },
    ["a.txt-3-three", "a.txt:4:four"],
  ],
  [
    "context around, and a line where it is interrupted",
    { pattern: "two", path: "a.txt", output_mode: "content", "-C": 1 },
    ["a.txt-1-one", "a.txt:2:two", "a.txt-3-three", "--", "a.txt-5-five", "a.txt:6:two again"],
  ],
  [
    "a match over lines",
    { pattern: "four.five", path: "a.txt", multiline: true, output_mode: "content" },
    ["a.txt:4:four", "a.txt:5:five"],
  ],
  ["no match over lines unless asked for", { pattern: "four.five", path: "a.txt" }, "No matches found."],
  ["an absolute path inside is shown as a relative one", { pattern: "end", path: "./sub/../sub" }, ["sub/c.ts"]],
];

for (const [title, input, expected] of ROWS) {
  withBothEngines(test, title, () =>
    withFiles(FILES, {}, async ({ call }) => {
      const text = outputOf<string>(await call("grep", input as never));
      assert.equal(text, typeof expected === "string" ? expected : expected.join("\n"));
    }),
  );
}

withBothEngines(test, "binary files are passed over", () =>
  withFiles(
    { a: "two\n", b: Buffer.from("two\n\0"), c: Buffer.from(`two\n${"x".repeat(1000)}\0`) },
    {},
    async ({ call }) => {
      for (const output_mode of ["files_with_matches", "content", "count"]) {
        const text = outputOf<string>(await call("grep", { pattern: "two", output_mode }));
        assert.match(text, /^a\S*$/, output_mode);
      }
    },
  ),
);

withBothEngines(test, "text that is not UTF-8 is searched", () =>
  withFiles({ a: Buffer.from([0xff, 0x0a, 0x74, 0x77, 0x6f, 0xe4, 0x0a]) }, {}, async ({ call }) => {
    assert.equal(outputOf(await call("grep", { pattern: "two", output_mode: "content" })), "a:2:two\uFFFD");
  }),
);

test.run();
