import * as assert from "uvu/assert";
import { coordinatorFixture, ManualClock, testHost, until } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("emitAndCollect");

test("the data of all, in order; who has none or fails is left out", async () => {
  const { coordinator, host, eventNames } = coordinatorFixture();
  const { hooks } = coordinator;
  hooks.register("x:y", async () => ({ action: "continue", data: { from: "b" } }), { name: "b", priority: 2 });
  hooks.register("x:y", (_, { q }) => ({ action: "continue", data: { from: "a", q } }), { name: "a", priority: 1 });
  hooks.register("x:y", () => undefined, { name: "silent" });
  hooks.register("x:y", () => ({ action: "deny" }), { name: "no" });
  hooks.register("x:y", async () => Promise.reject(new Error("boom")), { name: "bad", failClosed: true });
  assert.equal(await hooks.emitAndCollect("x:y", { q: 7 }), [{ from: "a", q: 7 }, { from: "b" }]);
  assert.equal(host.reports, ["hook bad failed on x:y: boom"]);
  assert.equal(eventNames(), ["x:y"]);
});

const TIMES: readonly [timeoutMs: number | undefined, ms: number][] = [
  [undefined, 1000],
  [50, 50],
];

for (const [timeoutMs, ms] of TIMES) {
  test(`who takes longer than ${ms} ms is left out`, async () => {
    const clock = new ManualClock();
    const { coordinator } = coordinatorFixture({ host: testHost(clock) });
    coordinator.hooks.register("x:y", () => new Promise(() => {}), { name: "slow", timeoutMs: null });
    coordinator.hooks.register("x:y", () => ({ action: "continue", data: { from: "b" } }), { name: "b" });
    const collected = coordinator.hooks.emitAndCollect("x:y", {}, timeoutMs);
    await until(() => clock.pending === 1);
    clock.advance(ms);
    assert.equal(await collected, [{ from: "b" }]);
  });
}

test.run();
