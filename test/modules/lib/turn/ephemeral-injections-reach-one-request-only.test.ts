import assert from "node:assert/strict";
import { type HookResult, type JsonObject, textOf } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { echo, linesOf, turnFixture } from "./turn-fixture.ts";

const test = suite("ephemeral injections");

const CALL = { toolCalls: [{ id: "a", name: "echo", input: { text: "found" } }] };
const inject = (extra: Partial<HookResult>): HookResult => ({
  action: "inject_context",
  context_injection: "remember the list",
  ephemeral: true,
  ...extra,
});

const CASES: readonly {
  name: string;
  event: string;
  iteration?: number;
  extra: Partial<HookResult>;
  sent: string[][];
}[] = [
  {
    name: "a message of its own, at the end of the request",
    event: "provider:request",
    iteration: 1,
    extra: { context_injection_role: "user" },
    sent: [
      ["user: hello", "user: remember the list"],
      ["user: hello", "assistant: <a>", "tool <a>: found"],
    ],
  },
  {
    name: "joined to the tool result at the end",
    event: "provider:request",
    extra: { append_to_last_tool_result: true },
    sent: [
      ["user: hello", "system: remember the list"],
      ["user: hello", "assistant: <a>", "tool <a>: found\n\nremember the list"],
    ],
  },
  {
    name: "given by a tool's hook, it reaches the next request",
    event: "tool:post",
    extra: {},
    sent: [["user: hello"], ["user: hello", "assistant: <a>", "tool <a>: found", "system: remember the list"]],
  },
];

for (const { name, event, iteration, extra, sent } of CASES) {
  test(name, async () => {
    const fixture = await turnFixture([CALL, "done"], { tools: [echo] });
    const handler = (_: string, data: JsonObject): HookResult | undefined =>
      iteration === undefined || data.iteration === iteration ? inject(extra) : undefined;
    fixture.coordinator.hooks.register(event, handler, { name: "reminder" });
    await fixture.execute();
    assert.deepEqual(
      fixture.provider.requests.map((request) => linesOf(request.messages)),
      sent,
    );
    const history = await fixture.history();
    assert.ok(history.every((message) => !textOf(message.content).includes("remember")));
  });
}

test("what a tool's hook gave is gone from the request after the next", async () => {
  const again = { toolCalls: [{ id: "b", name: "echo", input: { text: "more" } }] };
  const fixture = await turnFixture([CALL, again, "done"], { tools: [echo] });
  const once = (_: string, data: JsonObject): HookResult | undefined =>
    data.tool_call_id === "a" ? inject({}) : undefined;
  fixture.coordinator.hooks.register("tool:post", once, { name: "reminder" });
  await fixture.execute();
  const sent = fixture.provider.requests.map((request) => linesOf(request.messages).join("\n"));
  assert.deepEqual(
    sent.map((text) => text.includes("remember")),
    [false, true, false],
  );
});

test.run();
