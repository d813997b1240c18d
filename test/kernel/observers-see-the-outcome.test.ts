import * as assert from "uvu/assert";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("observers");

test("after the handlers, with the data as they left it, by priority; a throw is reported and stops nothing", async () => {
  const { coordinator, host } = coordinatorFixture();
  const log: unknown[] = [];
  const observe = (name: string, priority: number) =>
    coordinator.hooks.observe("x:*", ({ event, data }) => void log.push([name, event, data.a]), { name, priority });
  observe("late", 5);
  observe("early", -5);
  const boom = () => {
    throw new Error("boom");
  };
  const undo = coordinator.hooks.observe("*", boom, { name: "bad", priority: -9 });
  coordinator.hooks.register("x:y", () => ({ action: "modify", data: { a: 2 } }), { name: "h" });
  await coordinator.hooks.emit("x:y", { a: 1 });
  assert.equal(log, [
    ["early", "x:y", 2],
    ["late", "x:y", 2],
  ]);
  assert.equal(host.reports, ["observer bad failed on x:y: boom"]);
  undo();
  await coordinator.hooks.emit("x:y", {});
  assert.is(host.reports.length, 1);
});

test("all observers see all events in one order, those too that a handler emits", async () => {
  const { coordinator, seen } = coordinatorFixture();
  const inner = async () => {
    await coordinator.hooks.emit("x:inner", {});
    return undefined;
  };
  coordinator.hooks.register("x:outer", inner, { name: "h" });
  await coordinator.hooks.emit("x:outer", {});
  assert.equal(
    seen.map(({ event, seq }) => [event, seq]),
    [
      ["x:inner", 1],
      ["x:outer", 2],
    ],
  );
});

test.run();
