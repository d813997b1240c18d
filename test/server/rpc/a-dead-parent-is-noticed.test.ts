/** The server never outlives the process that it was told to watch. */
import { spawn } from "node:child_process";
import * as assert from "uvu/assert";
import { watchParent } from "../../../server/rpc/index.ts";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("a dead parent is noticed");
const INTERVAL_MS = 3_000;

test("it is called once, when the process is gone", () => {
  const clock = new ManualClock();
  let isThere = true;
  let calls = 0;
  watchParent({ processId: 7, clock, isAlive: (id) => id === 7 && isThere, onDead: () => calls++ });
  clock.advance(10 * INTERVAL_MS);
  assert.is(calls, 0);
  isThere = false;
  clock.advance(INTERVAL_MS);
  clock.advance(10 * INTERVAL_MS);
  assert.is(calls, 1);
  assert.is(clock.pending, 0);
});

test("the undo ends it", () => {
  const clock = new ManualClock();
  const undo = watchParent({ processId: 7, clock, isAlive: () => false, onDead: () => assert.unreachable() });
  undo();
  undo();
  clock.advance(INTERVAL_MS);
  assert.is(clock.pending, 0);
});

test("a real process", async () => {
  const clock = new ManualClock();
  const { connection, finished } = servedPair();
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
  watchParent({ processId: Number(child.pid), clock, onDead: () => connection.close("parent-dead") });
  clock.advance(INTERVAL_MS);
  assert.not.ok(connection.isClosed);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  clock.advance(INTERVAL_MS);
  assert.equal(await finished, { exitCode: 1, reason: "parent-dead" });
});

test.run();
