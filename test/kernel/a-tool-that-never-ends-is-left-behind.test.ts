import * as assert from "uvu/assert";
import { type Coordinator, success } from "../../kernel/index.ts";
import { coordinatorFixture, ManualClock, testHost, until } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { toolOf } from "./session-fixture.ts";

const test = suite("tools that do not end");

const CALL = { type: "tool_call" as const, id: "c1", name: "t", input: {} };
const own = new AbortController();

const ROWS: readonly [what: string, kill: (coordinator: Coordinator) => void][] = [
  ["an immediate cancel", ({ cancellation }) => void cancellation.request("immediate")],
  ["a cancel of this tool", ({ cancellation }) => void cancellation.cancelTool("c1")],
  ["the caller's signal", () => own.abort()],
];

for (const [what, kill] of ROWS) {
  test(`after ${what} it has the grace of five seconds`, async () => {
    const clock = new ManualClock();
    const { coordinator, eventNames, dataOf } = coordinatorFixture({ host: testHost(clock) });
    let isRunning = false;
    const tool = toolOf("t", () => {
      isRunning = true;
      return new Promise(() => {});
    });
    coordinator.mount("tools", tool, { name: "t" });
    const called = coordinator.callTool(CALL, { signal: own.signal });
    await until(() => isRunning);
    assert.is(clock.pending > 0, false, "nobody counts before");
    kill(coordinator);
    clock.advance(4999);
    assert.is(eventNames().includes("tool:error"), false);
    clock.advance(1);
    const { result } = await called;
    assert.is(result.error?.kind, "cancelled");
    assert.match(result.error?.message ?? "", /^It was cancelled: t failed: it did not end within 5000 ms$/);
    assert.is(dataOf("tool:error").length, 1);
    assert.equal([clock.pending, coordinator.cancellation.runningTools], [0, []]);
  });
}

test("a tool that ends within the grace has its own result, and no timer is left", async () => {
  const clock = new ManualClock();
  const { coordinator } = coordinatorFixture({ host: testHost(clock) });
  let isRunning = false;
  const tool = toolOf("t", (_, { signal }) => {
    isRunning = true;
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(success("cut"))));
  });
  coordinator.mount("tools", tool, { name: "t" });
  const called = coordinator.callTool(CALL);
  await until(() => isRunning);
  coordinator.cancellation.cancelTool("c1");
  assert.equal((await called).result, success("cut"));
  assert.is(clock.pending, 0);
});

test("a graceful cancel lets a running tool finish", async () => {
  const { coordinator } = coordinatorFixture();
  let isRunning = false;
  let finish: () => void = () => {};
  const tool = toolOf("t", (_, { signal }) => {
    isRunning = true;
    return new Promise((resolve) => {
      finish = () => resolve(success(signal.aborted));
    });
  });
  coordinator.mount("tools", tool, { name: "t" });
  const called = coordinator.callTool(CALL);
  await until(() => isRunning);
  coordinator.cancellation.request("graceful");
  finish();
  assert.equal((await called).result, success(false));
});

test.run();
