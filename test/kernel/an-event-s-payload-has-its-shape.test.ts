import * as assert from "uvu/assert";
import { EVENTS, type EventName, isEventName } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("event payloads");

const usage = { input_tokens: 1, output_tokens: 2 };
const llm = { provider: "p", request_id: "r", duration_ms: 3 };

const ROWS: readonly [event: EventName, data: object, isRight: boolean][] = [
  ["session:end", { status: "completed" }, true],
  ["session:end", { status: "tired" }, false],
  ["llm:response", { ...llm, model: "m", status: "ok", usage }, true],
  [
    "llm:response",
    { ...llm, status: "ok", usage: { ...usage, cache_read_tokens: 1, cache_write_tokens: 0, cost: 0.1 } },
    true,
  ],
  ["llm:response", { ...llm, status: "ok", usage: { input: 1, output: 2 } }, false],
  ["llm:response", { ...llm, status: "ok", usage: { ...usage, input_tokens: -1 } }, false],
  ["tool:pre", { tool_name: "t", tool_call_id: "c", tool_input: {} }, true],
  ["tool:pre", { tool_name: "t", tool_call_id: "c", tool_input: "text" }, false],
  [
    "tool:post",
    { tool_name: "t", tool_call_id: "c", tool_input: {}, result: { success: true, output: 1 }, duration_ms: 0 },
    true,
  ],
  ["tool:post", { tool_name: "t", tool_call_id: "c", tool_input: {}, result: "done", duration_ms: 0 }, false],
  ["tool:error", { tool_name: "t", tool_call_id: "c", tool_input: {}, error: { message: "no" } }, true],
  ["cancel:requested", { level: "graceful", running_tools: ["c1"] }, true],
  ["cancel:requested", { level: "soon", running_tools: [] }, false],
  ["content_block:delta", { request_id: "r", block_index: 0, block_type: "text", sequence: 0, delta: "x" }, true],
  ["content_block:delta", { request_id: "r", block_index: 0, block_type: "poem", sequence: 0, delta: "x" }, false],
  ["execution:start", { prompt: "hi" }, true],
  ["execution:end", { response: "hi", status: "completed" }, true],
  ["execution:end", { response: "hi" }, false],
];

for (const [event, data, isRight] of ROWS) {
  test(`${event} ${JSON.stringify(data)}: ${isRight}`, () => {
    assert.is(EVENTS[event].payload.safeParse(data).success, isRight);
  });
}

test("every event says what it is about", () => {
  for (const [name, { about }] of Object.entries(EVENTS)) assert.match(about, /^[A-Z].*\.$/, name);
});

test("a name is in the table or it is not", () => {
  assert.equal([isEventName("tool:pre"), isEventName("my:event"), isEventName("toString")], [true, false, false]);
});

test("tests reject a payload that the table does not allow", async () => {
  const { coordinator } = coordinatorFixture();
  const outcome = await coordinator.hooks.emit("session:end", { status: "tired" }).catch(() => "rejected");
  assert.is(outcome, "rejected");
});

test.run();
