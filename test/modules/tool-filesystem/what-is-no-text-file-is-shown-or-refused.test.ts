import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { ContentBlock } from "../../../kernel/index.ts";
import { findProgram } from "../../../modules/lib/child-process/index.ts";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, withTools } from "../tool-fixture.ts";

const test = suite("what is no text file is shown or refused");
const mkfifo = { name: "mkfifo", isMet: findProgram("mkfifo") !== undefined };
const PNG = Buffer.from(`${Buffer.from("\x89PNG\r\n\x1a\n", "latin1").toString("hex")}00000000`, "hex");

test("a folder is listed in order", () =>
  withTools(module, {}, async ({ folder, call }) => {
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "b.txt"), "");
    symlinkSync("b.txt", join(folder, "a"));
    const text = outputOf<string>(await call("read_file", { file_path: "." }));
    assert.equal(text, `${folder}/ has 3 entries:\na@\nb.txt\nsub/`);
    const part = outputOf<string>(await call("read_file", { file_path: ".", offset: 2, limit: 1 }));
    assert.equal(part, `${folder}/ has 3 entries:\nb.txt\n(1 more entries from offset 3)`);
  }));

const IMAGES: readonly (readonly [mediaType: string, head: Buffer])[] = [
  ["image/png", PNG],
  ["image/jpeg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0])],
  ["image/gif", Buffer.from("GIF89a\0\0")],
  ["image/webp", Buffer.from("RIFF\0\0\0\0WEBP")],
];
for (const [mediaType, content] of IMAGES) {
  test(`${mediaType} comes as an image, whatever the file is called`, () =>
    withTools(module, {}, async ({ folder, call }) => {
      writeFileSync(join(folder, "a.txt"), content);
      const blocks = outputOf<ContentBlock[]>(await call("read_file", { file_path: "a.txt" }));
      const source = { type: "base64", media_type: mediaType, data: content.toString("base64") };
      assert.deepEqual(blocks[1], { type: "image", source });
    }));
}

test("an image that no provider would take is refused", () =>
  withTools(module, {}, async ({ folder, call }) => {
    writeFileSync(join(folder, "a.png"), PNG);
    truncateSync(join(folder, "a.png"), 4_000_000);
    assert.equal((await call("read_file", { file_path: "a.png" })).error?.kind, "too-large");
  }));

test("a binary file is refused", () =>
  withTools(module, {}, async ({ folder, call }) => {
    writeFileSync(join(folder, "a"), Buffer.from([1, 2, 0, 3]));
    const { error } = await call("read_file", { file_path: "a" });
    assert.equal(error?.kind, "binary");
    assert.match(error.message, /4 bytes/);
  }));

test("an edit does not touch what is not UTF-8", () =>
  withTools(module, {}, async ({ folder, call }) => {
    writeFileSync(join(folder, "a"), Buffer.from([0x61, 0xff, 0x62]));
    const { error } = await call("edit_file", { file_path: "a", old_string: "b", new_string: "c" });
    assert.equal(error?.kind, "binary");
  }));

test.needing(mkfifo, "a named pipe refuses at once, where to open it would block", () =>
  withTools(module, {}, async ({ folder, call }) => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const inputs = {
      read_file: { file_path: "pipe" },
      write_file: { file_path: "pipe", content: "x" },
      edit_file: { file_path: "pipe", old_string: "a", new_string: "b" },
    };
    for (const [name, input] of Object.entries(inputs)) {
      assert.equal((await call(name, input)).error?.kind, "not-a-file", name);
    }
  }),
);

test("a socket and a device refuse", () =>
  withTools(module, {}, async ({ folder, call }) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "s"), resolve));
    try {
      assert.equal((await call("read_file", { file_path: "s" })).error?.kind, "not-a-file");
      assert.equal((await call("read_file", { file_path: "/dev/zero" })).error?.kind, "not-a-file");
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }));

test("what is not there, or under a file, is not found", () =>
  withTools(module, {}, async ({ folder, call }) => {
    writeFileSync(join(folder, "a"), "");
    for (const file_path of ["none", "none/b", "a/b"]) {
      assert.equal((await call("read_file", { file_path })).error?.kind, "not-found", file_path);
    }
    assert.equal((await call("read_file", { file_path: "a\0b" })).error?.kind, "invalid-path");
  }));

test.run();
