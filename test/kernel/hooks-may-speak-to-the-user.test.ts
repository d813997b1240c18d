import * as assert from "uvu/assert";
import { Coordinator, type HookResult } from "../../kernel/index.ts";
import { coordinatorFixture, EMPTY_PLAN, testHost } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("user messages");

const ROWS: readonly [result: HookResult, shown: object[]][] = [
  [{ action: "continue", user_message: "hi" }, [{ text: "hi", level: "info", source: "x:y" }]],
  [
    { action: "deny", user_message: "no", user_message_level: "error", user_message_source: "policy" },
    [{ text: "no", level: "error", source: "policy" }],
  ],
  [{ action: "modify", data: {} }, []],
];

for (const [result, expected] of ROWS) {
  test(JSON.stringify(result), async () => {
    const { coordinator, shown } = coordinatorFixture();
    coordinator.hooks.register("x:y", () => result, { name: "h" });
    await coordinator.emitCustom("x:y", {});
    assert.equal(shown, expected);
  });
}

test("without a display nothing is shown, and nothing fails", async () => {
  const coordinator = new Coordinator({ sessionId: "s", plan: EMPTY_PLAN, host: testHost() });
  const outcome = await coordinator.processHookResult({ action: "continue", user_message: "hi" }, "x:y");
  assert.is(outcome.denied, undefined);
});

test.run();
