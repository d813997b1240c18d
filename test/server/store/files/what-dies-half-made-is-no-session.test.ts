import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { FileStore } from "../../../../server/store/files/file-store.ts";
import { HALF_MADE } from "../../../../server/store/files/half-made.ts";
import { StoreError } from "../../../../server/store/store-error.ts";
import { ROOT } from "../../../support/source-files.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("half-made sessions");

function dieWhileForking(directory: string, id: string, records: number): void {
  const program = new URL("die-while-forking.ts", import.meta.url).pathname;
  const { signal, stderr } = spawnSync(process.execPath, ["--import", "tsx", program, directory, id, String(records)], {
    cwd: ROOT,
    encoding: "utf8",
  });
  assert.is(signal, "SIGKILL", stderr);
}

const age = (directory: string, id: string): void => utimesSync(join(directory, id, HALF_MADE), 0, 0);
const storeIn = (directory: string): FileStore => new FileStore({ directory, policy: "turn" });

async function kindOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof StoreError ? error.kind : `no StoreError: ${error}`;
}

test("a process that is killed in mid-fork leaves none: not listed, read or opened, and tidied up later", async () => {
  await inTemporaryDirectory(async (directory) => {
    for (const records of [0, 7]) dieWhileForking(directory, `fork-${records}`, records);
    assert.ok(existsSync(join(directory, "fork-7/journal.jsonl")), "it had begun to write");
    const store = storeIn(directory);
    assert.equal(await store.list({ limit: 10 }), []);
    assert.is(await kindOf(store.read("fork-7")), "session-not-found");
    assert.is(await kindOf(store.open("fork-7")), "session-not-found");
    await store.tidy();
    assert.equal(readdirSync(directory).length, 2, "what is young may be somebody's who is still at it");
    for (const records of [0, 7]) age(directory, `fork-${records}`);
    await store.tidy();
    assert.equal(readdirSync(directory), []);
  });
});

test("sessions, those whose metadata are lost, and those that are being made stay when it is tidied up", async () => {
  await inTemporaryDirectory(async (directory) => {
    const store = storeIn(directory);
    const session = { session_id: "whole", cwd: "/", mount_plan: {} };
    const stored = await store.create(session, { isEphemeral: false });
    assert.not.ok(readdirSync(join(directory, "whole")).includes(HALF_MADE));
    await stored.close();
    writeFileSync(join(directory, "whole", HALF_MADE), "");
    mkdirSync(join(directory, "lost"));
    writeFileSync(join(directory, "lost/journal.jsonl"), "");
    mkdirSync(join(directory, ".removed-1"));
    age(directory, "whole");
    await store.tidy();
    assert.equal(readdirSync(directory).sort(), ["lost", "whole"], "and what was half removed is gone");
    assert.is(await kindOf(store.read("lost")), "session-unreadable");
  });
});

test.run();
