import * as assert from "uvu/assert";
import type { HookResult, JsonObject } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("modify");

test("each handler sees what the ones before made of the data; so do the caller and the observers", async () => {
  const { coordinator, dataOf } = coordinatorFixture();
  const seen: JsonObject[] = [];
  const add =
    (data: JsonObject) =>
    (_: string, got: JsonObject): HookResult => {
      seen.push(got);
      return { action: "modify", data };
    };
  coordinator.hooks.register("x:y", add({ a: 2 }), { name: "first" });
  coordinator.hooks.register("x:y", add({ b: 3 }), { name: "second" });
  const result = await coordinator.hooks.emit("x:y", { a: 1, b: 1, c: 1 });
  assert.equal(
    seen.map(({ a, b }) => [a, b]),
    [
      [1, 1],
      [2, 1],
    ],
  );
  assert.equal([result.data.a, result.data.b, result.data.c], [2, 3, 1]);
  assert.equal(dataOf("x:y")[0]?.b, 3);
});

test("only modify changes the data", async () => {
  const { coordinator } = coordinatorFixture();
  coordinator.hooks.register("x:y", () => ({ action: "continue", data: { a: 2 } }), { name: "collector" });
  assert.is((await coordinator.hooks.emit("x:y", { a: 1 })).data.a, 1);
});

test("the first deny ends the run, and the event is seen all the same", async () => {
  const { coordinator, eventNames } = coordinatorFixture();
  let later = 0;
  coordinator.hooks.register("x:y", () => ({ action: "deny", reason: "no" }), { name: "no" });
  coordinator.hooks.register("x:y", () => void later++, { name: "later" });
  assert.equal(await coordinator.emitCustom("x:y", {}).then(({ denied }) => denied), "no");
  assert.is(later, 0);
  assert.equal(eventNames(), ["x:y"]);
});

test("a deny without a reason says which event", async () => {
  const { coordinator } = coordinatorFixture();
  coordinator.hooks.register("x:y", () => ({ action: "deny" }), { name: "no" });
  assert.is((await coordinator.emitCustom("x:y", {})).denied, "A hook denied x:y.");
});

test.run();
