import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../../modules/lib/child-process/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a program is found on the path");

test("the first that can be run, and none from a relative folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "ampd-path-"));
  try {
    for (const name of ["plain", "folder", "good"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "plain/tool"), "", { mode: 0o644 });
    mkdirSync(join(folder, "folder/tool"));
    writeFileSync(join(folder, "good/tool"), "");
    chmodSync(join(folder, "good/tool"), 0o755);
    const path = ["", ".", "none", "plain", "folder", "good"].map((name) =>
      name.length > 1 ? join(folder, name) : name,
    );
    assert.equal(findProgram("tool", path.join(":")), join(folder, "good/tool"));
    assert.equal(findProgram("tool", "::.:relative"), undefined);
    assert.equal(findProgram("other", path.join(":")), undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
