import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isLocked, lockSession } from "../../../../server/store/files/session-lock.ts";
import { StoreError } from "../../../../server/store/store-error.ts";
import { until } from "../../../support/kernel.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("lock");

function assertLocked(directory: string, says: string): void {
  try {
    lockSession(directory);
  } catch (error) {
    assert.instance(error, StoreError);
    assert.is((error as StoreError).kind, "session-locked");
    assert.match((error as StoreError).message, says);
    return;
  }
  assert.unreachable("it could be locked twice");
}

test("who has it keeps everybody else out, until it is given up", async () => {
  await inTemporaryDirectory(async (directory) => {
    assert.not.ok(isLocked(directory));
    const unlock = lockSession(directory);
    assert.ok(isLocked(directory));
    assertLocked(directory, `process ${process.pid}`);
    unlock();
    unlock();
    assert.not.ok(isLocked(directory));
    lockSession(directory)();
    assert.equal(readdirSync(directory), []);
  });
});

test("giving up a lock that somebody else has taken over leaves it to them", async () => {
  await inTemporaryDirectory(async (directory) => {
    const unlock = lockSession(directory);
    writeFileSync(join(directory, "lock"), JSON.stringify({ token: "other", pid: process.pid, host: hostname() }));
    unlock();
    assert.ok(isLocked(directory));
  });
});

const CORRUPT = ["", "{", "null", "7", "[]", "{}", '{"pid":1}', '{"token":"x","pid":"1","host":"h"}', '"lock"'];

for (const content of CORRUPT) {
  test(`a file with ${JSON.stringify(content)} in it is no lock`, async () => {
    await inTemporaryDirectory(async (directory) => {
      writeFileSync(join(directory, "lock"), content);
      assert.not.ok(isLocked(directory));
      const unlock = lockSession(directory);
      assertLocked(directory, String(process.pid));
      unlock();
      assert.equal(readdirSync(directory), []);
    });
  });
}

test("an owner on another machine counts as alive", async () => {
  await inTemporaryDirectory(async (directory) => {
    writeFileSync(join(directory, "lock"), JSON.stringify({ token: "x", pid: 1, host: "elsewhere.example" }));
    assertLocked(directory, "elsewhere.example");
  });
});

const hasProc = { name: "/proc", isMet: existsSync("/proc/self/stat") };

test.needing(hasProc, "a process that began at another time is another process", async () => {
  await inTemporaryDirectory(async (directory) => {
    writeFileSync(
      join(directory, "lock"),
      JSON.stringify({ token: "x", pid: process.pid, host: hostname(), started: "1" }),
    );
    assert.not.ok(isLocked(directory));
    lockSession(directory)();
  });
});

test.needing(hasProc, "a dead process that nobody has buried yet has no lock", async () => {
  await inTemporaryDirectory(async (directory) => {
    // The shell becomes the sleep, which never waits for its child.
    const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 1000"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const pid = await new Promise<number>((resolve) =>
        parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk))),
      );
      writeFileSync(join(directory, "lock"), JSON.stringify({ token: "x", pid, host: hostname() }));
      await until(() => !isLocked(directory));
      lockSession(directory)();
    } finally {
      parent.kill("SIGKILL");
    }
  });
});

test.run();
