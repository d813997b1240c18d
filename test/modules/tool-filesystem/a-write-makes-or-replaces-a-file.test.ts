import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, withTools } from "../tool-fixture.ts";

const test = suite("a write makes or replaces a file");

test("a new file, with the folders that it needs", () =>
  withTools(module, {}, async ({ folder, call, dataOf }) => {
    const path = join(folder, "a/b/c.txt");
    const output = outputOf(await call("write_file", { file_path: "a/b/c.txt", content: "ä\n" }));
    assert.deepEqual(output, { file_path: path, bytes: 3 });
    assert.equal(readFileSync(path, "utf8"), "ä\n");
    assert.deepEqual(readdirSync(join(folder, "a/b")), ["c.txt"]);
    const [data] = dataOf("artifact:write");
    assert.deepEqual([data?.path, data?.bytes], [path, 3]);
  }));

const STYLES: readonly (readonly [title: string, before: string, content: string, after: string])[] = [
  ["CR LF stays", "a\r\nb\r\n", "c\nd\n", "c\r\nd\r\n"],
  ["CR LF is not doubled", "a\r\n", "c\r\nd\r\n", "c\r\nd\r\n"],
  ["LF stays", "a\nb\n", "c\nd\n", "c\nd\n"],
  ["mixed line ends are left to the content", "a\r\nb\n", "c\nd\r\n", "c\nd\r\n"],
  ["the mark stays", "\uFEFFa\n", "b\n", "\uFEFFb\n"],
  ["the mark is not doubled", "\uFEFFa\n", "\uFEFFb\n", "\uFEFFb\n"],
  ["mark and CR LF", "\uFEFFa\r\n", "b\n", "\uFEFFb\r\n"],
];
for (const [title, before, content, after] of STYLES) {
  test(title, () =>
    withTools(module, {}, async ({ folder, call }) => {
      writeFileSync(join(folder, "a"), before);
      outputOf(await call("read_file", { file_path: "a" }));
      outputOf(await call("write_file", { file_path: "a", content }));
      assert.equal(readFileSync(join(folder, "a"), "utf8"), after);
    }),
  );
}

for (const mode of [0o755, 0o600, 0o664]) {
  test(`the mode ${mode.toString(8)} stays`, () =>
    withTools(module, {}, async ({ folder, call }) => {
      const path = join(folder, "a");
      writeFileSync(path, "a");
      chmodSync(path, mode);
      outputOf(await call("edit_file", { file_path: "a", old_string: "a", new_string: "b" }));
      outputOf(await call("write_file", { file_path: "a", content: "c" }));
      assert.equal(statSync(path).mode & 0o7777, mode);
    }));
}

test("a symlink stays a symlink, and its target is written", () =>
  withTools(module, {}, async ({ folder, call }) => {
    mkdirSync(join(folder, "real"));
    symlinkSync("real/file", join(folder, "link"));
    outputOf(await call("write_file", { file_path: "link", content: "x" }));
    assert.equal(readFileSync(join(folder, "real/file"), "utf8"), "x");
    assert.deepEqual(readdirSync(folder).sort(), ["link", "real"]);
  }));

test("a folder is not replaced", () =>
  withTools(module, {}, async ({ folder, call }) => {
    mkdirSync(join(folder, "a"));
    assert.equal((await call("write_file", { file_path: "a", content: "x" })).error?.kind, "not-a-file");
  }));

test("writes to one file come in the order of their calls, however long it takes to find it", () =>
  withTools(module, {}, async ({ folder, call }) => {
    mkdirSync(join(folder, "deep"));
    // A name that is not there yet is looked up part by part.
    const long = `${"deep/../".repeat(200)}a`;
    const writes = [long, "a", long, "a"].map((file_path, index) =>
      call("write_file", { file_path, content: `${index}` }),
    );
    for (const result of await Promise.all(writes)) outputOf(result);
    assert.equal(readFileSync(join(folder, "a"), "utf8"), "3");
    const edits = [long, "a"].map((file_path, index) =>
      call("edit_file", { file_path, old_string: `${3 + index}`, new_string: `${4 + index}` }),
    );
    for (const result of await Promise.all(edits)) outputOf(result);
    assert.equal(readFileSync(join(folder, "a"), "utf8"), "5");
  }));

test("many writes to one file come one after another", () =>
  withTools(module, {}, async ({ folder, call }) => {
    outputOf(await call("write_file", { file_path: "a", content: "" }));
    const edits = Array.from({ length: 20 }, (_, index) =>
      call("write_file", { file_path: "a", content: `${index}\n`.repeat(1000) }),
    );
    for (const result of await Promise.all(edits)) outputOf(result);
    assert.equal(readFileSync(join(folder, "a"), "utf8"), "19\n".repeat(1000));
    assert.deepEqual(readdirSync(folder), ["a"]);
  }));

test.run();
