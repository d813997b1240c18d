import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFile } from "../../../modules/tool-filesystem/replace-file.ts";
import { readVersion } from "../../../modules/tool-filesystem/text-file.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a failed write leaves the file whole");

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ampd-replace-")));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("content that cannot be written leaves the old content and nothing else", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a");
    writeFileSync(path, "old");
    const before = await readVersion(path);
    const unwritable = { toString: () => "x" } as unknown as Buffer;
    await assert.rejects(replaceFile(path, unwritable, before));
    assert.equal(readFileSync(path, "utf8"), "old");
    assert.deepEqual(readdirSync(folder), ["a"]);
  }));

test("a file that changed since it was read is left alone", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a");
    writeFileSync(path, "old");
    const before = await readVersion(path);
    writeFileSync(path, "theirs");
    await assert.rejects(replaceFile(path, Buffer.from("mine"), before), { kind: "changed" });
    assert.equal(readFileSync(path, "utf8"), "theirs");
    assert.deepEqual(readdirSync(folder), ["a"]);
  }));

test("a file that came into being meanwhile is left alone", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a");
    writeFileSync(path, "theirs");
    await assert.rejects(replaceFile(path, Buffer.from("mine"), undefined), { kind: "changed" });
    assert.equal(readFileSync(path, "utf8"), "theirs");
    assert.deepEqual(readdirSync(folder), ["a"]);
  }));

test("a folder that became a symlink is not followed", () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, "outside"));
    symlinkSync("outside", join(folder, "inside"));
    await assert.rejects(replaceFile(join(folder, "inside/a"), Buffer.from("mine"), undefined));
    assert.deepEqual(readdirSync(join(folder, "outside")), []);
  }));

test("a file that became a symlink is not followed", () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "theirs"), "theirs");
    symlinkSync("theirs", join(folder, "a"));
    await assert.rejects(replaceFile(join(folder, "a"), Buffer.from("mine"), undefined), { kind: "not-a-file" });
    assert.equal(readFileSync(join(folder, "theirs"), "utf8"), "theirs");
  }));

test("folders that are missing are made where they belong, and never behind a symlink that was put there", () =>
  inFolder(async (folder) => {
    await replaceFile(join(folder, "a/b/c.txt"), Buffer.from("new"), undefined);
    assert.equal(readFileSync(join(folder, "a/b/c.txt"), "utf8"), "new");
    mkdirSync(join(folder, "outside"));
    symlinkSync(join(folder, "outside"), join(folder, "link"));
    await assert.rejects(replaceFile(join(folder, "link/new/c.txt"), Buffer.from("x"), undefined), /replaced/);
    await assert.rejects(replaceFile(join(folder, "link/c.txt"), Buffer.from("x"), undefined), /replaced/);
    assert.deepEqual(readdirSync(join(folder, "outside")), []);
  }));

test.run();
