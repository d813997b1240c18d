import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, type ToolFixture, withTools } from "../tool-fixture.ts";

const test = suite("paths are judged as the system sees them");

/** Beside the working directory: `folder/out` leads to a folder that is not allowed. */
async function withOutside(
  config: (outside: string) => Record<string, string[]>,
  run: (fixture: ToolFixture, outside: string) => Promise<void>,
): Promise<void> {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "ampd-outside-")));
  try {
    writeFileSync(join(outside, "secret"), "secret");
    await withTools(module, config(outside), async (fixture) => {
      mkdirSync(join(fixture.folder, "sub"));
      writeFileSync(join(fixture.folder, "file"), "inside");
      symlinkSync(outside, join(fixture.folder, "out"));
      symlinkSync(join(outside, "secret"), join(fixture.folder, "link"));
      symlinkSync(join(outside, "not-there"), join(fixture.folder, "dangling"));
      symlinkSync("dangling", join(fixture.folder, "to-dangling"));
      symlinkSync("../..", join(fixture.folder, "sub/up"));
      symlinkSync("sub", join(fixture.folder, "inner"));
      await run(fixture, outside);
    });
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
}

const ESCAPES = [
  "../ampd-escape",
  "sub/../../ampd-escape",
  "none/../../ampd-escape",
  "inner/../../ampd-escape",
  "sub/up/ampd-escape",
  "out/new",
  "out/none/new",
  "out/../ampd-escape",
  "link",
  "dangling",
  "dangling/",
  "to-dangling",
  "dangling/new",
  "/ampd-escape",
];

for (const file_path of ESCAPES) {
  test(`${file_path} is not written`, () =>
    withOutside(
      () => ({}),
      async ({ call, folder }, outside) => {
        const { error } = await call("write_file", { file_path, content: "x" });
        assert.equal(error?.kind, "denied");
        assert.match(error.message, /may be written: the working directory/);
        assert.deepEqual(readdirSync(outside), ["secret"]);
        assert.equal(existsSync(join(folder, "../ampd-escape")), false);
      },
    ));
}

test("~ is the home folder", () =>
  withTools(module, {}, async ({ call, folder }) => {
    const { error } = await call("write_file", { file_path: "~/ampd-escape", content: "x" });
    assert.equal(error?.kind, "denied");
    assert.match(error.message, /^\/.*ampd-escape may not be written/);
    assert.equal(error.message.startsWith(folder), false);
  }));

for (const file_path of ["new", "./sub/../new", "sub/new", "inner/new", "none/../new", "none/deep/new"]) {
  test(`${file_path} is written`, () =>
    withOutside(
      () => ({}),
      async ({ call }) => void outputOf(await call("write_file", { file_path, content: "x" })),
    ));
}

test("what may be read is narrowed by the config", () =>
  withOutside(
    () => ({ allowed_read_paths: ["."] }),
    async ({ call }, outside) => {
      for (const file_path of ["link", "out", "out/secret", join(outside, "secret"), "../", "/etc/hostname"]) {
        assert.equal((await call("read_file", { file_path })).error?.kind, "denied", file_path);
      }
      outputOf(await call("read_file", { file_path: "file" }));
    },
  ));

test("a path that is longer than the system takes leads nowhere, however it could be shortened", () =>
  withOutside(
    () => ({}),
    async ({ call }) => {
      const { error } = await call("read_file", { file_path: `${"./".repeat(3000)}file` });
      assert.equal(error?.kind, "invalid-path");
      assert.match(outputOf<string>(await call("read_file", { file_path: `${"./".repeat(1000)}file` })), /inside/);
    },
  ));

test("a folder with the same beginning is another folder", () =>
  withOutside(
    (outside) => ({ allowed_read_paths: [outside.slice(0, -1)] }),
    async ({ call }, outside) => {
      assert.equal((await call("read_file", { file_path: join(outside, "secret") })).error?.kind, "denied");
    },
  ));

test("what is denied is denied within what is allowed, by whatever name", () =>
  withOutside(
    (outside) => ({ allowed_write_paths: [".", outside], denied_write_paths: ["sub", join(outside, "secret")] }),
    async ({ call }, outside) => {
      for (const file_path of ["sub/new", "inner/new", "link", "out/secret"]) {
        const { error } = await call("write_file", { file_path, content: "x" });
        assert.equal(error?.kind, "denied", file_path);
        assert.match(error.message, /denied_write_paths/);
      }
      outputOf(await call("write_file", { file_path: "out/new", content: "x" }));
      assert.deepEqual(readdirSync(outside), ["new", "secret"]);
    },
  ));

test("a circle of symlinks is an error that says so", () =>
  withTools(module, {}, async ({ folder, call }) => {
    symlinkSync("b", join(folder, "a"));
    symlinkSync("a", join(folder, "b"));
    assert.equal((await call("read_file", { file_path: "a" })).error?.kind, "symlink-loop");
    assert.equal((await call("write_file", { file_path: "b/c", content: "" })).error?.kind, "symlink-loop");
  }));

test.run();
