import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, withTools } from "../tool-fixture.ts";

const test = suite("a file is read as numbered lines");
const TEN = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join("");
const LONG = "x".repeat(2000);

const ROWS: readonly (readonly [title: string, content: string, window: object, shown: string | RegExp])[] = [
  ["all of it", "a\nb\n", {}, "     1\ta\n     2\tb"],
  ["a last line without a line feed", "a\nb", {}, "     1\ta\n     2\tb"],
  ["empty lines count", "\n\nc\n", {}, "     1\t\n     2\t\n     3\tc"],
  ["CR LF is one line end", "a\r\nb\r\n", {}, "     1\ta\n     2\tb"],
  ["the byte order mark is not text", "\uFEFFa\n", {}, "     1\ta"],
  ["an empty file", "", {}, /is empty\)$/],
  ["from an offset", TEN, { offset: 9 }, "     9\tline 9\n    10\tline 10"],
  ["some lines, and where to go on", TEN, { offset: 2, limit: 2 }, /^ +2\tline 2\n +3\tline 3\n\(.*from offset 4\)$/],
  ["the last lines have nothing after them", TEN, { offset: 9, limit: 2 }, "     9\tline 9\n    10\tline 10"],
  ["a line at the limit is whole", `${LONG}\n`, {}, `     1\t${LONG}`],
  ["a longer line is cut", `${LONG}yyy\nb\n`, {}, `     1\t${LONG}[... 3 more characters]\n     2\tb`],
  ["no character is cut in two", `${LONG.slice(1)}😀yy\n`, {}, /^ +1\tx{1999}\[\.\.\. 4 more characters\]$/],
  ["characters of many bytes", "äöü € 😀\n".repeat(20_000), { limit: 1, offset: 20_000 }, " 20000\täöü € 😀"],
];

for (const [title, content, window, shown] of ROWS) {
  test(title, () =>
    withTools(module, {}, async ({ folder, call }) => {
      writeFileSync(join(folder, "a.txt"), content);
      const text = outputOf<string>(await call("read_file", { file_path: "a.txt", ...window }));
      if (typeof shown === "string") assert.equal(text, shown);
      else assert.match(text, shown);
    }),
  );
}

test("an offset behind the end is refused, and the end is told", () =>
  withTools(module, {}, async ({ folder, call }) => {
    writeFileSync(join(folder, "a.txt"), TEN);
    const { error } = await call("read_file", { file_path: "a.txt", offset: 11 });
    assert.equal(error?.kind, "out-of-range");
    assert.match(error.message, /has 10 lines/);
  }));

test("reading is told by artifact:read", () =>
  withTools(module, {}, async ({ folder, call, dataOf }) => {
    writeFileSync(join(folder, "a.txt"), "abc\n");
    outputOf(await call("read_file", { file_path: "a.txt" }));
    const [data] = dataOf("artifact:read");
    assert.deepEqual([data?.path, data?.bytes], [join(folder, "a.txt"), 4]);
  }));

test.run();
