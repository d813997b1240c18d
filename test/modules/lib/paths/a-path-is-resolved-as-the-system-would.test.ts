import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInside, isInsideAny, realPathOf } from "../../../../modules/lib/paths/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a path is resolved as the system would");

/** `real/sub/file`, `link` to `real/sub`, links that lead nowhere or round and round. */
async function withTree(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ampd-paths-")));
  try {
    mkdirSync(join(folder, "real/sub"), { recursive: true });
    writeFileSync(join(folder, "real/sub/file"), "");
    symlinkSync("real/sub", join(folder, "link"));
    symlinkSync(join(folder, "nowhere/deep"), join(folder, "dangling"));
    symlinkSync("dangling", join(folder, "chain"));
    symlinkSync("circle", join(folder, "circle"));
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ROWS: readonly (readonly [path: string, real: string])[] = [
  [".", ""],
  ["real/sub/file", "real/sub/file"],
  ["./real//sub/./file", "real/sub/file"],
  ["link", "real/sub"],
  ["link/", "real/sub"],
  ["link/file", "real/sub/file"],
  ["link/..", "real"],
  ["link/../new", "real/new"],
  ["link/new/deep", "real/sub/new/deep"],
  ["new", "new"],
  ["new/../real", "real"],
  ["new/../link/..", "real"],
  ["dangling", "nowhere/deep"],
  ["dangling/", "nowhere/deep"],
  ["dangling/.", "nowhere/deep"],
  ["dangling/more", "nowhere/deep/more"],
  ["dangling/..", "nowhere"],
  ["chain", "nowhere/deep"],
  ["real/sub/file/x", "real/sub/file/x"],
  ["~", "home"],
  ["~/x", "home/x"],
  ["~x", "~x"],
];

for (const [path, real] of ROWS) {
  test(`${path} is ${real || "the folder"}`, () =>
    withTree(async (folder) => {
      const found = await realPathOf(path, { cwd: folder, home: join(folder, "home") });
      assert.equal(found, join(folder, real).replace(/\/$/, ""));
    }));
}

test("symlinks in a circle are an error with a code", () =>
  withTree(async (folder) => {
    const base = { cwd: folder, home: folder };
    for (const path of ["circle", "circle/x"]) await assert.rejects(realPathOf(path, base), { code: "ELOOP" }, path);
  }));

test("inside means in that folder, not in one whose name begins so", () => {
  const rows: readonly (readonly [path: string, root: string, isIn: boolean])[] = [
    ["/a/b", "/a", true],
    ["/a", "/a", true],
    ["/ab", "/a", false],
    ["/", "/a", false],
    ["/a", "/", true],
  ];
  for (const [path, root, isIn] of rows) assert.equal(isInside(path, root), isIn, `${path} in ${root}`);
});

test("roots may be written as a person writes them", () =>
  withTree(async (folder) => {
    const base = { cwd: folder, home: folder };
    assert.equal(await isInsideAny(join(folder, "real/sub/file"), ["none", "link"], base), true);
    assert.equal(await isInsideAny(join(folder, "real/other"), ["none", "link"], base), false);
  }));

test.run();
