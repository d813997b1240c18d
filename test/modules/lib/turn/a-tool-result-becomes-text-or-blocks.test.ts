import assert from "node:assert/strict";
import { failure, success, type ToolResult } from "../../../../kernel/index.ts";
import { resultMessage } from "../../../../modules/lib/turn/tool-results.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a tool's result in the history");

const image = { type: "image", source: { type: "url", url: "https://example.test/a.png" } };
const text = (value: string): object => ({ type: "text", text: value });
const circular: Record<string, unknown> = {};
circular.self = circular;

const CASES: readonly { name: string; result: ToolResult; content: unknown[]; isError?: true }[] = [
  { name: "text stays text", result: success("plain"), content: [text("plain")] },
  { name: "an object becomes JSON", result: success({ a: [1] }), content: [text('{"a":[1]}')] },
  { name: "a list becomes JSON", result: success(["a"]), content: [text('["a"]')] },
  { name: "an empty list too", result: success([]), content: [text("[]")] },
  { name: "false is an output", result: success(false), content: [text("false")] },
  { name: "content blocks stay blocks", result: success([text("see"), image]), content: [text("see"), image] },
  { name: "nothing says so", result: success(null), content: [text("(no output)")] },
  { name: "an empty text too", result: success(""), content: [text("(no output)")] },
  {
    name: "a failure says why",
    result: failure("not-found", "no such file"),
    content: [text("Error: no such file")],
    isError: true,
  },
  {
    name: "a failure keeps its output",
    result: failure("exit", "exit code 1", "stderr text"),
    content: [text("Error: exit code 1"), text("\n\nstderr text")],
    isError: true,
  },
  {
    name: "a failure without a reason",
    result: { success: false, output: null },
    content: [text("Error: the tool failed and did not say why")],
    isError: true,
  },
];

for (const { name, result, content, isError } of CASES) {
  test(name, () => {
    const message = resultMessage("call-1", result);
    assert.deepEqual(message.content, content);
    assert.equal(message.metadata?.is_error, isError);
    assert.deepEqual([message.role, message.tool_call_id], ["tool", "call-1"]);
  });
}

test("what cannot be shown says so", () => {
  assert.match(JSON.stringify(resultMessage("call-1", success(circular))), /cannot be shown/);
});

test.run();
