import * as assert from "uvu/assert";
import { addUsage, type ContentBlock, NO_USAGE, textOf, toolCallsOf, type Usage } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("messages");

const BLOCKS: readonly ContentBlock[] = [
  { type: "thinking", thinking: "hm", signature: "s" },
  { type: "redacted_thinking", data: "x" },
  { type: "reasoning", id: "r", content: [], summary: [], encrypted_content: "e" },
  { type: "text", text: "a" },
  { type: "tool_call", id: "c1", name: "t", input: { n: 1 } },
  { type: "tool_result", tool_call_id: "c1", output: { ok: true } },
  { type: "image", source: { type: "url", url: "file:///a.png" } },
  { type: "text", text: "b" },
];

test("every kind of block survives JSON", () => assert.equal(JSON.parse(JSON.stringify(BLOCKS)), BLOCKS));

test("the text is the text blocks, the calls are the calls", () => {
  assert.is(textOf(BLOCKS), "ab");
  assert.equal(toolCallsOf(BLOCKS), [BLOCKS[4]]);
});

const USAGE: readonly [a: Usage, b: Usage, sum: Usage][] = [
  [NO_USAGE, NO_USAGE, NO_USAGE],
  [NO_USAGE, { input_tokens: 3, output_tokens: 4 }, { input_tokens: 3, output_tokens: 4 }],
  [
    { input_tokens: 1, output_tokens: 1, cache_read_tokens: 5 },
    { input_tokens: 2, output_tokens: 2, cost: 0.5 },
    { input_tokens: 3, output_tokens: 3, cache_read_tokens: 5, cost: 0.5 },
  ],
  [
    { input_tokens: 1, output_tokens: 1, cache_write_tokens: 5, cost: 1 },
    { input_tokens: 1, output_tokens: 1, cache_write_tokens: 6, cost: 0.5 },
    { input_tokens: 2, output_tokens: 2, cache_write_tokens: 11, cost: 1.5 },
  ],
];

for (const [a, b, sum] of USAGE) {
  test(`${JSON.stringify(a)} + ${JSON.stringify(b)}`, () => {
    assert.equal(addUsage(a, b), sum);
    assert.equal(addUsage(b, a), sum);
  });
}

test.run();
