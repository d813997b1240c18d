import * as assert from "uvu/assert";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("contribution channels");

test("in the order of registration; nothing and null are left out; a failing one is reported and skipped", async () => {
  const { coordinator, host } = coordinatorFixture();
  coordinator.registerContributor("c", "first", async () => ["a"]);
  coordinator.registerContributor("c", "null", () => null);
  coordinator.registerContributor("c", "nothing", () => undefined);
  coordinator.registerContributor("c", "throws", () => {
    throw new Error("boom");
  });
  coordinator.registerContributor("c", "rejects", async () => Promise.reject(new Error("bang")));
  coordinator.registerContributor("c", "last", () => 0);
  coordinator.registerContributor("other", "elsewhere", () => "x");
  assert.equal(await coordinator.collectContributions("c"), [["a"], 0]);
  assert.equal(host.reports, ["contributor throws failed on c: boom", "contributor rejects failed on c: bang"]);
});

test("an undo takes a contributor back; a channel that nobody knows is empty", async () => {
  const { coordinator } = coordinatorFixture();
  const undo = coordinator.registerContributor("c", "first", () => 1);
  undo();
  assert.equal(await coordinator.collectContributions("c"), []);
  assert.equal(await coordinator.collectContributions("nowhere"), []);
});

test("callbacks are asked each time", async () => {
  const { coordinator } = coordinatorFixture();
  let count = 0;
  coordinator.registerContributor("c", "counter", () => ++count);
  await coordinator.collectContributions("c");
  assert.equal(await coordinator.collectContributions("c"), [2]);
});

test.run();
