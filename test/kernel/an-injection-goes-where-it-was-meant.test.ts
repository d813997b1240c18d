import * as assert from "uvu/assert";
import type { HookResult, Injection, Message } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { memoryContext } from "./session-fixture.ts";

const test = suite("injections");

const content = [{ type: "text" as const, text: "hi" }];
const metadata = { source: "hook", event: "tool:post" };

const ROWS: readonly [what: string, result: Partial<HookResult>, history: Message[], injections: Injection[]][] = [
  ["into the history, and it says where it comes from", {}, [{ role: "system", content, metadata }], []],
  ["in the role that it asks for", { context_injection_role: "user" }, [{ role: "user", content, metadata }], []],
  ["for one request only", { ephemeral: true }, [], [{ role: "system", text: "hi", appendToLastToolResult: false }]],
  [
    "to the last tool result",
    { ephemeral: true, append_to_last_tool_result: true },
    [],
    [{ role: "system", text: "hi", appendToLastToolResult: true }],
  ],
  ["nowhere when it is empty", { context_injection: "" }, [], []],
  ["nowhere when the event is denied", { action: "deny" }, [], []],
];

for (const [what, result, history, injections] of ROWS) {
  test(what, async () => {
    const { coordinator, dataOf } = coordinatorFixture();
    const context = memoryContext();
    coordinator.attachHistory(context);
    const hook: HookResult = { action: "inject_context", context_injection: "hi", ...result };
    const outcome = await coordinator.processHookResult(hook, "tool:post");
    assert.equal(await context.getMessages(), history);
    assert.equal(outcome.injections, injections);
    assert.is(dataOf("context:injected").length, history.length + injections.length);
  });
}

test("texts of several hooks become one", async () => {
  const { coordinator } = coordinatorFixture();
  const hook = (text: string): HookResult => ({ action: "inject_context", context_injection: text, ephemeral: true });
  coordinator.hooks.register("x:y", () => hook("a"), { name: "a" });
  coordinator.hooks.register("x:y", () => hook("b"), { name: "b" });
  const { injections } = await coordinator.emitCustom("x:y", {});
  assert.equal(
    injections.map(({ text }) => text),
    ["a\n\nb"],
  );
});

test.run();
