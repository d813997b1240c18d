import * as assert from "uvu/assert";
import { failure, type HookResult, type JsonObject, success } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { toolOf } from "./session-fixture.ts";

const test = suite("tool calls");

const CALL = { type: "tool_call" as const, id: "c1", name: "echo", input: { text: "a" } };

async function callWith(hooks: Record<string, HookResult>, options = {}) {
  const fixture = coordinatorFixture();
  const inputs: JsonObject[] = [];
  const echo = toolOf("echo", async (input, { onOutput }) => {
    inputs.push(input);
    await onOutput("stderr", "working");
    return success(input.text);
  });
  fixture.coordinator.mount("tools", echo, { name: "echo" });
  for (const [event, result] of Object.entries(hooks))
    fixture.coordinator.hooks.register(event, () => result, { name: event });
  const completed = await fixture.coordinator.callTool(CALL, options);
  return { ...fixture, ...completed, inputs };
}

test("tool:pre, the output while it comes, tool:post with the result", async () => {
  const { result, call, eventNames, dataOf } = await callWith({}, { parallelGroupId: "g1" });
  assert.equal(result, { success: true, output: "a" });
  assert.equal(call, CALL);
  assert.equal(eventNames(), ["tool:pre", "tool:output", "tool:post"]);
  const about = ({ tool_name, tool_call_id, tool_input }: JsonObject) => [tool_name, tool_call_id, tool_input];
  const [pre, post, output] = [
    dataOf("tool:pre")[0] ?? {},
    dataOf("tool:post")[0] ?? {},
    dataOf("tool:output")[0] ?? {},
  ];
  assert.equal(about(pre), ["echo", "c1", { text: "a" }]);
  assert.is(pre.parallel_group_id, "g1");
  assert.equal(about(post), ["echo", "c1", { text: "a" }]);
  assert.equal(post.result, { success: true, output: "a" });
  assert.type(post.duration_ms, "number");
  assert.equal([output.tool_call_id, output.stream, output.text], ["c1", "stderr", "working"]);
});

test("a hook may change the input; the tool, the events and the caller have the new one", async () => {
  const { inputs, call, dataOf, result } = await callWith({
    "tool:pre": { action: "modify", data: { tool_input: { text: "b" } } },
  });
  assert.equal(inputs, [{ text: "b" }]);
  assert.equal(call.input, { text: "b" });
  assert.equal(dataOf("tool:post")[0]?.tool_input, { text: "b" });
  assert.is(result.output, "b");
});

test("with an input that is no object the tool does not run: what the hook meant to change is not known", async () => {
  const { inputs, result } = await callWith({ "tool:pre": { action: "modify", data: { tool_input: [1] } } });
  assert.equal(inputs, []);
  assert.equal(result, failure("denied", "Denied: a hook left an input that is no object."));
});

test("a hook may change the result; nonsense is not used", async () => {
  const changed = await callWith({ "tool:post": { action: "modify", data: { result: success("c") } } });
  assert.equal(changed.result, success("c"));
  const nonsense = await callWith({ "tool:post": { action: "modify", data: { result: "c" } } });
  assert.equal(nonsense.result, success("a"));
});

test("a denied call does not run, and its failure says why", async () => {
  const { result, inputs, eventNames, dataOf } = await callWith({
    "tool:pre": { action: "deny", reason: "too risky" },
  });
  assert.equal(result, failure("denied", "Denied: too risky"));
  assert.equal(inputs, []);
  assert.equal(eventNames(), ["tool:pre", "tool:error"]);
  assert.equal(dataOf("tool:error")[0]?.error, { kind: "denied", message: "Denied: too risky" });
});

test("a denied result is not shown", async () => {
  const { result } = await callWith({ "tool:post": { action: "deny", reason: "it holds a secret" } });
  assert.equal(result, failure("denied", "Denied: it holds a secret"));
});

test("what hooks put before the model comes with the call, whatever became of it", async () => {
  const inject = (text: string): HookResult => ({ action: "inject_context", context_injection: text, ephemeral: true });
  const { injections } = await callWith({ "tool:pre": inject("a"), "tool:post": inject("b") });
  assert.equal(
    injections.map(({ text }) => text),
    ["a", "b"],
  );
});

test.run();
