import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { writeMetadata } from "../../../../server/store/files/metadata-file.ts";
import { SessionIndex } from "../../../../server/store/files/session-index.ts";
import type { SessionMetadata } from "../../../../server/store/metadata.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("the index of sessions");
const MANY = 10_000;

function metadata(session_id: string, more: Partial<SessionMetadata> = {}): SessionMetadata {
  const moment = "2026-01-01T00:00:00.000Z";
  return { version: 1, session_id, cwd: "/", mount_plan: {}, created: moment, updated: moment, turns: 0, ...more };
}

function put(directory: string, id: string, content?: string): void {
  mkdirSync(join(directory, id));
  writeFileSync(join(directory, id, "session.json"), content ?? JSON.stringify(metadata(id)));
}

async function idsOf(index: SessionIndex): Promise<string[]> {
  return (await index.list()).map((one) => one.session_id).sort();
}

test("of 10,000 sessions each file is read once, whoever lists them; then only what changed", async () => {
  await inTemporaryDirectory(async (directory) => {
    for (let number = 0; number < MANY; number++) put(directory, `s${number}`);
    const first = new SessionIndex(directory);
    assert.is((await first.list()).length, MANY);
    assert.is(first.reads, MANY);
    const second = new SessionIndex(directory);
    assert.is((await second.list()).length, MANY);
    assert.is(second.reads, 0);
    await writeMetadata(join(directory, "s7"), metadata("s7", { title: "Changed" }));
    for (const index of [first, second]) {
      const before = index.reads;
      assert.is((await index.list()).find((one) => one.session_id === "s7")?.title, "Changed");
      assert.is(index.reads, before + 1);
    }
  });
});

test("what comes, goes or cannot be read is seen at once; what cannot be read is not read again", async () => {
  await inTemporaryDirectory(async (directory) => {
    const index = new SessionIndex(directory);
    assert.equal(await idsOf(index), []);
    put(directory, "a");
    put(directory, "b");
    put(directory, "bad", "{");
    mkdirSync(join(directory, "empty"));
    assert.equal(await idsOf(index), ["a", "b"]);
    rmSync(join(directory, "a"), { recursive: true });
    assert.equal(await idsOf(index), ["b"]);
    assert.is(index.reads, 3);
    await writeMetadata(join(directory, "bad"), metadata("bad"));
    assert.equal(await idsOf(index), ["b", "bad"]);
  });
});

test("an index that is torn, of another version, of another shape or a lie about an id is not believed", async () => {
  await inTemporaryDirectory(async (directory) => {
    for (let number = 0; number < 40; number++) put(directory, `s${number}`);
    const path = join(directory, ".index.json");
    await new SessionIndex(directory).list();
    const whole = readFileSync(path, "utf8");
    const contents = [
      "",
      whole.slice(0, whole.length / 2),
      "null",
      "[]",
      '{"version":1,"sessions":7}',
      '{"version":1,"sessions":[null,["s1"],["s2",null],["s3",{"mark":7}],["s4",{"mark":"x","listing":{}}]]}',
      whole.replace('"version":1', '"version":2'),
      whole.replaceAll('"session_id":"s', '"session_id":"t'),
    ];
    for (const content of contents) {
      writeFileSync(path, content);
      const index = new SessionIndex(directory);
      assert.equal(
        await idsOf(index),
        Array.from({ length: 40 }, (_, number) => `s${number}`).sort(),
        content.slice(0, 80),
      );
      assert.is(index.reads, 40, content.slice(0, 80));
    }
    assert.is(readFileSync(path, "utf8"), whole);
  });
});

test("two that write the index at once, and lists at once, leave it whole", async () => {
  await inTemporaryDirectory(async (directory) => {
    for (let number = 0; number < 100; number++) put(directory, `s${number}`);
    const indexes = Array.from({ length: 8 }, () => new SessionIndex(directory));
    const lists = await Promise.all(indexes.flatMap((index) => [index.list(), index.list()]));
    for (const list of lists) assert.is(list.length, 100);
    const later = new SessionIndex(directory);
    await later.list();
    assert.is(later.reads, 0);
    // None, where another was done before it began.
    for (const index of indexes) assert.ok(index.reads === 0 || index.reads === 100, `${index.reads} reads`);
  });
});

test("a place where the index cannot be written is listed all the same", async () => {
  await inTemporaryDirectory(async (directory) => {
    mkdirSync(join(directory, ".index.json"));
    for (let number = 0; number < 50; number++) put(directory, `s${number}`);
    const index = new SessionIndex(directory);
    assert.is((await index.list()).length, 50);
    await index.save();
  });
});

test.run();
