import assert from "node:assert/strict";
import { ManualClock, testHost } from "../../../support/kernel.ts";
import { suite } from "../../../support/suite.ts";
import { turnFixture } from "./turn-fixture.ts";

const test = suite("a provider that does not stop");

test("the turn ends after the grace, with the text that came", async () => {
  const clock = new ManualClock();
  const fixture = await turnFixture([{ text: "half", stalls: true, ignoresAbort: true }], { host: testHost(clock) });
  const running = fixture.execute();
  await fixture.provider.received(1);
  await new Promise(setImmediate);
  fixture.coordinator.cancellation.request("immediate");
  clock.advance(10_000);
  const outcome = await running;
  assert.deepEqual([outcome.stopReason, outcome.text], ["cancelled", "half"]);
  assert.equal(clock.pending, 0);
});

test.run();
