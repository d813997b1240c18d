import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, withTools } from "../tool-fixture.ts";

const test = suite("a write refuses when the file changed");
const WRITE = { file_path: "a", content: "mine" };
const EDIT = { file_path: "a", old_string: "old", new_string: "mine" };
const CALLS: readonly (readonly [name: string, input: typeof WRITE | typeof EDIT])[] = [
  ["write_file", WRITE],
  ["edit_file", EDIT],
];

test("a file that was never read is not replaced, unless the config says so", async () => {
  for (const require_read_before_write of [true, false]) {
    await withTools(module, { require_read_before_write }, async ({ folder, call }) => {
      writeFileSync(join(folder, "a"), "old");
      const result = await call("write_file", WRITE);
      assert.equal(result.error?.kind, require_read_before_write ? "not-read" : undefined);
      assert.equal(readFileSync(join(folder, "a"), "utf8"), require_read_before_write ? "old" : "mine");
    });
  }
});

test("an edit needs no reading: its old text shows that it knows the file", () =>
  withTools(module, {}, async ({ folder, call }) => {
    writeFileSync(join(folder, "a"), "old");
    outputOf(await call("edit_file", EDIT));
    assert.equal(readFileSync(join(folder, "a"), "utf8"), "mine");
  }));

for (const [name, input] of CALLS) {
  test(`${name}: what changed since it was read is left alone until it is read again`, () =>
    withTools(module, {}, async ({ folder, call }) => {
      const path = join(folder, "a");
      writeFileSync(path, "old");
      outputOf(await call("read_file", { file_path: "a" }));
      writeFileSync(path, "old, and theirs");
      assert.equal((await call(name, input)).error?.kind, "changed");
      assert.equal(readFileSync(path, "utf8"), "old, and theirs");
      outputOf(await call("read_file", { file_path: "a" }));
      outputOf(await call(name, input));
      assert.match(readFileSync(path, "utf8"), /mine/);
    }));

  test(`${name}: what a person allowed must still be so`, () =>
    withTools(module, {}, async ({ folder, call, preview }) => {
      const path = join(folder, "a");
      writeFileSync(path, "old");
      outputOf(await call("read_file", { file_path: "a" }));
      const approved = await preview(name, input);
      assert.equal(approved.path, path);
      writeFileSync(path, "old, and theirs");
      outputOf(await call("read_file", { file_path: "a" }));
      assert.equal((await call(name, input, { approved })).error?.kind, "changed");
      writeFileSync(path, "old");
      outputOf(await call("read_file", { file_path: "a" }));
      outputOf(await call(name, input, { approved }));
    }));
}

test("allowed as a new file, it is not written over one that came meanwhile", () =>
  withTools(module, { require_read_before_write: false }, async ({ folder, call, preview }) => {
    const approved = await preview("write_file", WRITE);
    assert.equal(approved.baseHash, undefined);
    writeFileSync(join(folder, "a"), "theirs");
    assert.equal((await call("write_file", WRITE, { approved })).error?.kind, "changed");
    rmSync(join(folder, "a"));
    outputOf(await call("write_file", WRITE, { approved }));
  }));

test("what the session wrote itself it knows", () =>
  withTools(module, {}, async ({ call }) => {
    outputOf(await call("write_file", { file_path: "a", content: "old" }));
    outputOf(await call("edit_file", EDIT));
    outputOf(await call("write_file", WRITE));
  }));

test.run();
