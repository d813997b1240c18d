import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { turnFixture } from "./turn-fixture.ts";

const test = suite("a hook that denies execution:start");

test("the provider is not asked and the history stays as it was", async () => {
  const fixture = await turnFixture(["never asked"]);
  fixture.coordinator.hooks.register("execution:start", () => ({ action: "deny", reason: "closed" }), { name: "gate" });
  const outcome = await fixture.execute();
  assert.deepEqual([outcome.stopReason, outcome.text], ["denied", "closed"]);
  assert.deepEqual(await fixture.history(), []);
  assert.equal(fixture.dataOf("execution:end")[0]?.status, "denied");
});

test.run();
