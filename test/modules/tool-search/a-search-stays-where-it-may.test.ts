import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../modules/lib/child-process/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { withBothEngines, withFiles } from "./search-fixture.ts";

const test = suite("a search stays where it may");
const mkfifo = { name: "mkfifo", isMet: findProgram("mkfifo") !== undefined };

async function withOutside(run: (outside: string) => Promise<void>): Promise<void> {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "ampd-outside-")));
  try {
    writeFileSync(join(outside, "secret"), "needle\n");
    await run(outside);
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
}

withBothEngines(test, "outside the allowed folders nothing is searched, by whatever name", () =>
  withOutside((outside) =>
    withFiles({ a: "needle\n" }, {}, async ({ call, folder }) => {
      symlinkSync(outside, join(folder, "out"));
      symlinkSync(join(outside, "secret"), join(folder, "link"));
      for (const path of ["out", "link", "..", outside, join(outside, "secret")]) {
        assert.equal((await call("grep", { pattern: "needle", path })).error?.kind, "denied", path);
        assert.equal((await call("glob", { pattern: "*", path })).error?.kind, "denied", path);
      }
      for (const pattern of ["out/*", "../*", `${outside}/*`, "/*"]) {
        assert.equal((await call("glob", { pattern })).error?.kind, "denied", pattern);
      }
      assert.equal(outputOf(await call("grep", { pattern: "needle" })), "a");
      // The links are there; what is behind them is not.
      assert.equal(outputOf(await call("glob", { pattern: "**" })), "a\nlink\nout");
    }),
  ),
);

withBothEngines(test, "what the config allows is searched, and shown with its whole path", () =>
  withOutside((outside) =>
    withFiles({}, { allowed_paths: [".", outside] }, async ({ call }) => {
      assert.equal(outputOf(await call("grep", { pattern: "needle", path: outside })), join(outside, "secret"));
      assert.equal(outputOf(await call("glob", { pattern: "*", path: outside })), join(outside, "secret"));
    }),
  ),
);

withBothEngines(test, "symlinks in a circle do not hold it up", () =>
  withFiles({ "x/a": "needle\n" }, {}, async ({ call, folder }) => {
    symlinkSync("..", join(folder, "x/up"));
    symlinkSync("circle", join(folder, "circle"));
    symlinkSync("a", join(folder, "x/same"));
    assert.equal(outputOf(await call("grep", { pattern: "needle" })), "x/a");
    assert.equal(outputOf(await call("glob", { pattern: "**/*a*" })), "x/a\nx/same");
    assert.equal(outputOf(await call("glob", { pattern: "**", type: "any" })), "circle\nx\nx/a\nx/same\nx/up");
  }),
);

test.needing(mkfifo, "a named pipe is passed over, and refused where it is named", () =>
  withFiles({ a: "needle\n" }, {}, async ({ call, folder }) => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    assert.equal(outputOf(await call("grep", { pattern: "needle" })), "a");
    assert.equal((await call("grep", { pattern: "needle", path: "pipe" })).error?.kind, "not-a-file");
  }),
);

test("a very deep folder ends somewhere", () =>
  withFiles({ a: "needle\n" }, {}, async ({ call, folder }) => {
    mkdirSync(join(folder, "d/".repeat(150)), { recursive: true });
    const text = outputOf<string>(await call("glob", { pattern: "**", type: "dir" }));
    assert.equal(text.split("\n").length, 100);
  }));

test.run();
