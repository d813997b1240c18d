import * as assert from "uvu/assert";
import type { HookHandler, HookResult } from "../../kernel/index.ts";
import { coordinatorFixture, ManualClock, testHost, until } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("hooks that fail");

const FAULTS: readonly [what: string, run: HookHandler, reason: RegExp][] = [
  [
    "throws",
    () => {
      throw new Error("boom");
    },
    /hook h failed on x:y: boom/,
  ],
  ["rejects", async () => Promise.reject(new Error("boom")), /hook h failed on x:y: boom/],
  ["answers nonsense", () => ({ action: "maybe" }) as unknown as HookResult, /not a hook result/],
  ["answers text", () => "deny" as unknown as HookResult, /not a hook result/],
];

for (const [what, run, reason] of FAULTS) {
  test(`a gate that ${what} means deny`, async () => {
    const { coordinator, host } = coordinatorFixture();
    coordinator.hooks.register("x:y", run, { name: "h", failClosed: true });
    assert.match((await coordinator.emitCustom("x:y", {})).denied ?? "", reason);
    assert.match(host.reports[0] ?? "", reason);
  });

  test(`any other hook that ${what} is reported, and stops nothing`, async () => {
    const { coordinator, host } = coordinatorFixture();
    let later = 0;
    coordinator.hooks.register("x:y", run, { name: "h" });
    coordinator.hooks.register("x:y", () => void later++, { name: "later" });
    assert.is((await coordinator.emitCustom("x:y", {})).denied, undefined);
    assert.is(later, 1);
    assert.match(host.reports[0] ?? "", reason);
  });
}

const TIMES: readonly [failClosed: boolean, timeoutMs: number | undefined, ms: number, action: string][] = [
  [true, 500, 500, "deny"],
  [false, 500, 500, "continue"],
  [true, undefined, 30_000, "deny"],
];

for (const [failClosed, timeoutMs, ms, action] of TIMES) {
  test(`no answer within ${ms} ms from a ${failClosed ? "gate" : "hook"}: ${action}; a late one is ignored`, async () => {
    const clock = new ManualClock();
    const { coordinator, host } = coordinatorFixture({ host: testHost(clock) });
    let answerLate: (result: HookResult) => void = () => {};
    const run = () =>
      new Promise<HookResult>((resolve) => {
        answerLate = resolve;
      });
    coordinator.hooks.register("x:y", run, { name: "h", failClosed, ...(timeoutMs && { timeoutMs }) });
    const emitted = coordinator.hooks.emit("x:y", { a: 1 });
    await until(() => clock.pending > 0);
    clock.advance(ms - 1);
    assert.equal(host.reports, []);
    clock.advance(1);
    const result = await emitted;
    answerLate({ action: "modify", data: { a: 2 } });
    assert.equal([result.action, result.data.a], [action, 1]);
    assert.match(host.reports[0] ?? "", new RegExp(`within ${ms} ms`));
    assert.is(clock.pending, 0);
  });
}

test("a hook without a limit may take its time", async () => {
  const clock = new ManualClock();
  const { coordinator } = coordinatorFixture({ host: testHost(clock) });
  coordinator.hooks.register("x:y", async () => ({ action: "deny" }), { name: "h", timeoutMs: null });
  const emitted = coordinator.hooks.emit("x:y", {});
  assert.is(clock.pending, 0);
  assert.is((await emitted).action, "deny");
});

test.run();
