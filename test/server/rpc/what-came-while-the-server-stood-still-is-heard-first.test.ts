/** A process that stood still for longer than a time limit, as on a busy machine: what had come by then is not taken for late. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import * as assert from "uvu/assert";
import { backgroundClock, systemClock } from "../../../server/rpc/system-clock.ts";
import { isProcessAlive } from "../../support/process-groups.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the clock of a server that stood still");

/** Begins behind a look at what has come, so that the timers are next. */
async function start(): Promise<ChildProcessByStdio<null, Readable, null>> {
  await new Promise(setImmediate);
  return spawn("echo", ["an answer"], { stdio: ["ignore", "pipe", "ignore"] });
}

/** Until the child has said all and the time is over this process looks at nothing. */
function standStill(pid = 0): void {
  const end = performance.now() + 2;
  while (performance.now() <= end || isProcessAlive(pid));
}

for (const clock of [systemClock, backgroundClock]) {
  const name = clock === systemClock ? "a time limit" : "one in the background";

  test(`${name}: the answer that is there comes before it`, async () => {
    const child = await start();
    const heard: string[] = [];
    child.stdout.on("data", () => heard.push("the answer"));
    const over = new Promise<void>((resolve) => void clock.after(1, resolve));
    standStill(child.pid);
    await over;
    heard.push("the end of the time");
    assert.equal(heard, ["the answer", "the end of the time"]);
  });

  test(`${name}: the answer that is there undoes it`, async () => {
    const child = await start();
    let isLate = false;
    const undo = clock.after(1, () => {
      isLate = true;
    });
    child.stdout.once("data", undo);
    standStill(child.pid);
    await new Promise((resolve) => child.once("close", resolve));
    assert.is(isLate, false);
  });
}

test.run();
