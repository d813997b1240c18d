import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { abortOn, type BashOutput, bashOutput, isRunning, until, withBash } from "./bash-fixture.ts";

const test = suite("a command is ended with all its processes");
const STUBBORN = "trap '' TERM; sleep 600 & echo $$; wait; sleep 600";

test("at its time limit", async () => {
  let pid = "";
  // A limit that comes before the command was there shows nothing: on a machine that is so slow it is given a longer one.
  for (let timeout = 3; pid === ""; timeout *= 4)
    await withBash({ timeout }, async ({ call }) => {
      const result = await call("bash", { command: STUBBORN });
      assert.equal(result.error?.kind, "timeout");
      assert.match(result.error.message, new RegExp(`after ${timeout} s.*longer timeout`));
      const { stdout, returncode } = bashOutput(result);
      pid = stdout;
      if (pid !== "") assert.deepEqual([returncode, isRunning(pid)], [137, false]);
    });
});

test("a call may name its own limit", () =>
  withBash({ timeout: 600 }, async ({ call }) => {
    const result = await call("bash", { command: "sleep 600", timeout: 0.2 });
    assert.equal(result.error?.kind, "timeout");
  }));

test("when the call is cancelled", () =>
  withBash({}, async ({ call }) => {
    const result = await call("bash", { command: STUBBORN }, abortOn("\n"));
    assert.equal(result.error?.kind, "cancelled");
    assert.equal(isRunning(bashOutput(result).stdout), false);
  }));

test("it is asked by TERM first, and what it then says is kept", () =>
  withBash({}, async ({ call }) => {
    const line = "trap 'echo tidied; exit 9' TERM; echo ready; while true; do sleep 0.1; done";
    // Its time to do so is short: on a starved machine it may take more than one try.
    await until(async () => {
      const { stdout, returncode } = bashOutput(await call("bash", { command: line }, abortOn("ready")));
      return stdout === "ready\ntidied\n" && returncode === 9 ? true : undefined;
    });
  }));

test("when the tool is unmounted", async () => {
  let ended: Promise<unknown> | undefined;
  await withBash({}, async ({ call }) => {
    await new Promise<void>((resolve) => {
      ended = call("bash", { command: "echo ready; sleep 600" }, { onOutput: async () => resolve() });
    });
  });
  assert.match(JSON.stringify(await ended), /"kind":"cancelled"/);
});

test("a process left behind that holds the pipe does not hold the call, and is ended", () =>
  withBash({}, async ({ call }) => {
    const { stdout, note } = outputOf<BashOutput>(await call("bash", { command: "sleep 600 & echo $$" }));
    assert.match(note ?? "", /run_in_background/);
    assert.equal(isRunning(stdout), false);
  }));

test("a process that left the group does not hold the call either", () =>
  withBash({}, async ({ call }) => {
    const line = "setsid sleep 5 & sleep 0.2; echo done";
    const { stdout } = outputOf<BashOutput>(await call("bash", { command: line, timeout: 40 }));
    assert.equal(stdout, "done\n");
  }));

test("an ordinary command has nothing noted on it", () =>
  withBash({}, async ({ call }) => {
    const result = outputOf<BashOutput>(await call("bash", { command: "echo a | cat; (echo b) & wait" }));
    assert.equal(result.note, undefined);
  }));

test.run();
