import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { suite } from "../../support/suite.ts";
import { applyDiff } from "../lib/line-diff/apply-diff.ts";
import { outputOf, withTools } from "../tool-fixture.ts";

const test = suite("a preview shows the change that will be made");
const BEFORE = "\uFEFFone\r\ntwo\r\nthree\r\n";

const ROWS: readonly (readonly [name: string, input: Record<string, string>])[] = [
  ["write_file", { file_path: "a", content: "one\n2\nthree\nfour" }],
  ["edit_file", { file_path: "a", old_string: "two\nthree", new_string: "2" }],
];

for (const [name, input] of ROWS) {
  test(`${name}: the diff, applied, is what is written`, () =>
    withTools(module, {}, async ({ folder, call, preview }) => {
      const path = join(folder, "a");
      writeFileSync(path, BEFORE);
      outputOf(await call("read_file", { file_path: "a" }));
      const approved = await preview(name, input);
      assert.equal(readFileSync(path, "utf8"), BEFORE);
      assert.equal(approved.path, path);
      assert.equal(approved.baseHash, createHash("sha256").update(BEFORE).digest("hex"));
      outputOf(await call(name, input, { approved }));
      assert.equal(applyDiff(BEFORE, approved.diff ?? ""), readFileSync(path, "utf8"));
    }));
}

test("a new file is shown as new", () =>
  withTools(module, {}, async ({ folder, preview }) => {
    const detail = await preview("write_file", { file_path: "a", content: "x\n" });
    const path = join(folder, "a");
    assert.deepEqual(detail, { path, diff: `--- /dev/null\n+++ ${path}\n@@ -0,0 +1 @@\n+x\n` });
  }));

test.run();
