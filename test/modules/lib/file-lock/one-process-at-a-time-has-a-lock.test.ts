import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { withFileLock } from "../../../../modules/lib/file-lock/index.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("one process at a time has a lock");
const PATIENT = { staleMs: 60_000, waitMs: 60_000 };

test("works come one after another, also when one fails, and leave nothing behind", async () => {
  await inTemporaryDirectory(async (directory) => {
    let [inside, most] = [0, 0];
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      throw new Error("failed");
    };
    const lock = join(directory, "sub", "lock");
    const ends = await Promise.allSettled([1, 2, 3].map(() => withFileLock(lock, PATIENT, work)));
    assert.is(most, 1);
    assert.ok(ends.every(({ status }) => status === "rejected"));
    assert.equal(await readdir(join(directory, "sub")), []);
  });
});

test("one that nobody holds any more is taken over, and a young one is waited for and left alone", async () => {
  await inTemporaryDirectory(async (directory) => {
    const lock = join(directory, "lock");
    await writeFile(lock, "somebody");
    const failed = await withFileLock(lock, { staleMs: 60_000, waitMs: 0 }, async () => "mine").catch(String);
    assert.match(failed, "held by another process");
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(lock, longAgo, longAgo);
    assert.is(await withFileLock(lock, PATIENT, async () => "mine"), "mine");
  });
});

test.run();
