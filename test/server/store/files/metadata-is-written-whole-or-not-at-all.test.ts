import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as assert from "uvu/assert";
import { FileStore } from "../../../../server/store/files/file-store.ts";
import { readMetadata, writeMetadata } from "../../../../server/store/files/metadata-file.ts";
import type { SessionMetadata } from "../../../../server/store/metadata.ts";
import { StoreError } from "../../../../server/store/store-error.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("metadata");
const METADATA: SessionMetadata = {
  version: 1,
  session_id: "s",
  cwd: "/",
  mount_plan: { session: {} },
  created: "2026-01-01T00:00:00.000Z",
  updated: "2026-01-01T00:00:00.000Z",
  turns: 0,
};

async function errorOf(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, StoreError);
  return error as StoreError;
}

test("it comes back as it was written, and leaves no draft", async () => {
  await inTemporaryDirectory(async (directory) => {
    for (const title of ["one", "two"]) await writeMetadata(directory, { ...METADATA, title });
    assert.equal(await readMetadata(directory), { ...METADATA, session_id: basename(directory), title: "two" });
    assert.equal(readdirSync(directory), ["session.json"]);
  });
});

test("many writers and readers at once: every reader sees one whole", async () => {
  await inTemporaryDirectory(async (directory) => {
    await writeMetadata(directory, METADATA);
    const titles = Array.from({ length: 30 }, (_, index) => "x".repeat(index * 1000));
    const writes = titles.map((title) => writeMetadata(directory, { ...METADATA, title }));
    const reads = titles.map(() => readMetadata(directory));
    for (const seen of await Promise.all(reads)) assert.is(seen?.cwd, "/");
    await Promise.all(writes);
    assert.equal(readdirSync(directory), ["session.json"]);
  });
});

test("when it cannot be written, the old one stays and no draft is left", async () => {
  await inTemporaryDirectory(async (directory) => {
    mkdirSync(join(directory, "session.json"));
    writeFileSync(join(directory, "session.json", "in-the-way"), "");
    const error = await errorOf(writeMetadata(directory, METADATA));
    assert.is(error.kind, "journal-failed");
    assert.equal(readdirSync(directory), ["session.json"]);
    assert.is((await errorOf(readMetadata(directory))).kind, "session-unreadable");
  });
});

test("nothing is there: nothing is answered; what is there and cannot be used says why", async () => {
  await inTemporaryDirectory(async (directory) => {
    assert.is(await readMetadata(directory), undefined);
    assert.is(await readMetadata(join(directory, "none")), undefined);
    const cases = {
      "{": /not JSON/,
      null: /not a session's metadata/,
      "[]": /not a session's metadata/,
      [JSON.stringify({ ...METADATA, version: 2 })]: /newer ampd/,
    };
    for (const [content, says] of Object.entries(cases)) {
      writeFileSync(join(directory, "session.json"), content);
      const error = await errorOf(readMetadata(directory));
      assert.is(error.kind, "session-unreadable");
      assert.match(error.message, says);
    }
  });
});

test("a store makes, finds, lists and removes; an id that could be a path is no session", async () => {
  await inTemporaryDirectory(async (directory) => {
    const store = new FileStore({ directory: join(directory, "sessions"), policy: "off" });
    assert.equal(await store.list({ limit: 10 }), []);
    const stored = await store.create({ session_id: "s", cwd: "/", mount_plan: {} }, { isEphemeral: false });
    assert.is(
      (await errorOf(store.create({ session_id: "s", cwd: "/", mount_plan: {} }, { isEphemeral: false }))).kind,
      "session-exists",
    );
    await stored.update({ title: "A title" });
    assert.is((await store.read("s")).metadata.title, "A title");
    assert.is((await errorOf(store.delete("s"))).kind, "session-locked");
    await stored.close();
    await stored.close();
    mkdirSync(join(directory, "sessions", "half-made"));
    writeFileSync(join(directory, "sessions", "a-file"), "");
    assert.equal(
      (await store.list({ limit: 10 })).map((one) => one.session_id),
      ["s"],
    );
    for (const id of ["../sessions/s", ".", "", "a/b", "s\u0000", "half-made"])
      assert.is((await errorOf(store.open(id))).kind, "session-not-found", id);
    const again = await store.open("s");
    assert.equal(again.repairs, []);
    await again.close();
    await store.delete("s");
    assert.equal(await store.list({ limit: 10 }), []);
  });
});

test("a place that cannot be made is journal-failed, with what to do", async () => {
  await inTemporaryDirectory(async (directory) => {
    writeFileSync(join(directory, "sessions"), "a file");
    const store = new FileStore({ directory: join(directory, "sessions"), policy: "off" });
    const error = await errorOf(store.create({ session_id: "s", cwd: "/", mount_plan: {} }, { isEphemeral: false }));
    assert.is(error.kind, "journal-failed");
    assert.match(error.message, "AMPD_HOME");
    assert.is(readFileSync(join(directory, "sessions"), "utf8"), "a file");
  });
});

test.run();
