import assert from "node:assert/strict";
import { module } from "../../../modules/loop-streaming/index.ts";
import { ManualClock, testHost } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { echo, type TurnFixture, turnFixture } from "../lib/turn/turn-fixture.ts";

const test = suite("min_delay_between_calls_ms");

const SCRIPT = [{ toolCalls: [{ name: "echo", input: { text: "x" } }] }, "done"];

async function waiting(
  clock: ManualClock,
): Promise<TurnFixture & { readonly running: Promise<{ stopReason: string }> }> {
  const config = { min_delay_between_calls_ms: 500 };
  const fixture = await turnFixture(SCRIPT, { loop: module, config, tools: [echo], host: testHost(clock) });
  const announced = new Promise<void>((resolve) => {
    fixture.coordinator.hooks.observe("orchestrator:rate_limit_delay", () => resolve(), { name: "watch" });
  });
  const running = fixture.execute();
  await announced;
  await new Promise(setImmediate);
  return { ...fixture, running };
}

test("the second request waits for the rest of the distance, and says so", async () => {
  const clock = new ManualClock();
  const fixture = await waiting(clock);
  assert.deepEqual(fixture.dataOf("orchestrator:rate_limit_delay")[0]?.delay_ms, 500);
  assert.equal(fixture.provider.requests.length, 1);
  clock.advance(500);
  assert.equal((await fixture.running).stopReason, "end_turn");
});

test("a cancel ends the wait", async () => {
  const clock = new ManualClock();
  const fixture = await waiting(clock);
  fixture.coordinator.cancellation.request("graceful");
  assert.equal((await fixture.running).stopReason, "cancelled");
  assert.equal(fixture.provider.requests.length, 1);
  assert.equal(clock.pending, 0);
});

test("the event is advertised", async () => {
  const { coordinator } = await turnFixture([], { loop: module });
  assert.deepEqual(await coordinator.collectContributions("observability.events"), [
    ["orchestrator:rate_limit_delay", "provider:fallback", "orchestrator:goal_progress"],
  ]);
});

test.run();
