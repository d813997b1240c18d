import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, withTools } from "../tool-fixture.ts";

const test = suite("an edit replaces exact text");

interface Row {
  readonly title: string;
  readonly text: string;
  readonly edit: { readonly old_string: string; readonly new_string: string; readonly replace_all?: boolean };
  readonly after?: string;
  readonly kind?: string;
  readonly says?: RegExp;
}

const ROWS: readonly Row[] = [
  { title: "one place", text: "a b c\n", edit: { old_string: "b", new_string: "x" }, after: "a x c\n" },
  { title: "many lines", text: "a\nb\nc\n", edit: { old_string: "a\nb", new_string: "x" }, after: "x\nc\n" },
  { title: "nothing in its place", text: "a b", edit: { old_string: " b", new_string: "" }, after: "a" },
  { title: "no pattern, no group", text: "a.*$1", edit: { old_string: ".*", new_string: "$&$1" }, after: "a$&$1$1" },
  { title: "all", text: "a a a", edit: { old_string: "a", new_string: "aa", replace_all: true }, after: "aa aa aa" },
  { title: "CR LF", text: "a\r\nb\r\n", edit: { old_string: "a\nb", new_string: "c\nd" }, after: "c\r\nd\r\n" },
  { title: "CR LF asked for", text: "a\r\nb\r\n", edit: { old_string: "a\r\nb", new_string: "c" }, after: "c\r\n" },
  { title: "mark", text: "\uFEFFa\n", edit: { old_string: "a", new_string: "b" }, after: "\uFEFFb\n" },
  { title: "mixed line ends stay", text: "a\r\nb\nc", edit: { old_string: "c", new_string: "d" }, after: "a\r\nb\nd" },
  {
    title: "more than one place",
    text: "a\nb\na\n",
    edit: { old_string: "a", new_string: "x" },
    kind: "ambiguous",
    says: /occurs 2 times.*on lines 1, 3\. .*replace_all/,
  },
  {
    title: "places that overlap",
    text: "aaa",
    edit: { old_string: "aa", new_string: "x" },
    kind: "ambiguous",
    says: /2 times/,
  },
  {
    title: "no place",
    text: "a\n",
    edit: { old_string: "z", new_string: "x" },
    kind: "no-match",
    says: /does not occur.*Read the file again/,
  },
  {
    title: "only white space differs",
    text: "x\n\tif (a) {\n\t\tb();\n",
    edit: { old_string: "  if (a) {\n    b();", new_string: "x" },
    kind: "no-match",
    says: /line 2 differs from it only in white space/,
  },
  {
    title: "copied with the line numbers",
    text: "a\nb\n",
    edit: { old_string: "     1\ta\n     2\tb", new_string: "x" },
    kind: "no-match",
    says: /line numbers/,
  },
  {
    title: "other line ends in a file that mixes them",
    text: "a\r\nb\nc\n",
    edit: { old_string: "a\nb", new_string: "x" },
    kind: "no-match",
    says: /on line 1, with other line endings/,
  },
  { title: "no change", text: "a\n", edit: { old_string: "a", new_string: "a" }, kind: "no-change", says: /the same/ },
];

for (const { title, text, edit, after, kind, says } of ROWS) {
  test(title, () =>
    withTools(module, {}, async ({ folder, call }) => {
      const path = join(folder, "a");
      writeFileSync(path, text);
      const result = await call("edit_file", { file_path: "a", ...edit });
      assert.equal(result.error?.kind, kind);
      if (says !== undefined) assert.match(result.error?.message ?? "", says);
      assert.equal(readFileSync(path, "utf8"), after ?? text);
    }),
  );
}

test("the answer counts what was replaced", () =>
  withTools(module, {}, async ({ folder, call }) => {
    writeFileSync(join(folder, "a"), "x x");
    const input = { file_path: "a", old_string: "x", new_string: "yy", replace_all: true };
    const output = outputOf(await call("edit_file", input));
    assert.deepEqual(output, { file_path: join(folder, "a"), replacements: 2, bytes: 5 });
  }));

test("a file that is not there is not made", () =>
  withTools(module, {}, async ({ call }) => {
    const { error } = await call("edit_file", { file_path: "none", old_string: "a", new_string: "b" });
    assert.equal(error?.kind, "not-found");
    assert.match(error.message, /write_file/);
  }));

test.run();
