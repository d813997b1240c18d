import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { FileStore } from "../../../../server/store/files/file-store.ts";
import { JournalFile } from "../../../../server/store/files/journal-file.ts";
import type { JournalRecord } from "../../../../server/store/journal-records.ts";
import { StoreError } from "../../../../server/store/store-error.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("a closed session");
const SESSION = { session_id: "s", cwd: "/", mount_plan: { session: {} } };

async function kindOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: unknown) => (error instanceof StoreError ? error.kind : String(error)),
  );
}

test("a record that comes too late goes into no other file that has the number of the journal's by then", async () => {
  await inTemporaryDirectory(async (directory) => {
    const journal = await JournalFile.open(join(directory, "journal.jsonl"), { wholeBytes: 0, policy: "off" });
    await journal.close();
    const other = join(directory, "other");
    const fd = openSync(other, "a");
    assert.throws(() => journal.write({ type: "clear" }), /closed/);
    assert.is(readFileSync(other, "utf8"), "");
    closeSync(fd);
  });
});

test("metadata that are being written are written before the lock is given up; later ones are not", async () => {
  await inTemporaryDirectory(async (directory) => {
    const store = new FileStore({ directory, policy: "off" });
    const stored = await store.create(SESSION, { isEphemeral: false });
    const updates = Array.from({ length: 10 }, (_, index) => stored.update({ title: `title ${index}` }));
    await stored.close();
    const { title } = JSON.parse(readFileSync(join(directory, "s", "session.json"), "utf8"));
    assert.is(title, "title 9");
    await Promise.all(updates);
    assert.is(await kindOf(stored.update({ title: "too late" })), "journal-failed");
    assert.is(await kindOf(stored.append({ type: "clear" })), "journal-failed");
    assert.is((await store.read("s")).metadata.title, "title 9");
  });
});

test("of two who delete it at once, one does and the other hears that it is gone", async () => {
  await inTemporaryDirectory(async (directory) => {
    const store = new FileStore({ directory, policy: "off" });
    await (await store.create(SESSION, { isEphemeral: false })).close();
    const kinds = await Promise.all([1, 2, 3].map(() => kindOf(store.delete("s"))));
    assert.equal(kinds.sort(), ["none", "session-not-found", "session-not-found"]);
    assert.equal(readdirSync(directory), []);
  });
});

test("one that could not be made leaves no open file behind", async () => {
  await inTemporaryDirectory(async (directory) => {
    const store = new FileStore({ directory, policy: "turn" });
    const unwritable = { type: "clear", toJSON: () => assert.unreachable("it cannot be written") };
    const history = [unwritable as JournalRecord];
    const openFiles = (): number => readdirSync("/dev/fd").length;
    const before = openFiles();
    for (let time = 0; time < 5; time += 1)
      assert.is(await kindOf(store.create(SESSION, { isEphemeral: false, history })), "journal-failed");
    assert.ok(openFiles() <= before, "files are left open");
  });
});

test.run();
