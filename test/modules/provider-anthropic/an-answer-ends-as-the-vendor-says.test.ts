import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { ask } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("The end of Anthropic's answer");

test("a call that the limit cut off is not part of the answer, and whoever saw it begin sees it end", async () => {
  const blocks = [{ text: "I write." }, { tool: "write_file", json: ['{"file_path": "a.txt", "con'] }];
  await withAnthropic([{ blocks, stop: "max_tokens" }], async ({ provider }) => {
    const { response, parts } = await ask(provider);
    assert.equal(response.stop_reason, "max_tokens");
    assert.deepEqual(response.content, [{ type: "text", text: "I write." }]);
    assert.equal(parts.filter((part) => part.type === "end").length, 2);
  });
});

test("a call before the one that was cut off is whole", async () => {
  const blocks = [
    { tool: "read_file", id: "a", input: { n: 1 } },
    { tool: "read_file", id: "b" },
  ];
  await withAnthropic([{ blocks, stop: "max_tokens" }], async ({ provider }) => {
    const { response } = await ask(provider);
    assert.deepEqual(response.content, [{ type: "tool_call", id: "a", name: "read_file", input: { n: 1 } }]);
  });
});

test("a call without arguments has an empty input", async () => {
  await withAnthropic([{ blocks: [{ tool: "now", id: "a" }] }], async ({ provider }) => {
    const { response } = await ask(provider);
    assert.deepEqual(response.content, [{ type: "tool_call", id: "a", name: "now", input: {} }]);
  });
});

test("input that is not a JSON object is handed on as it was written", async () => {
  await withAnthropic([{ blocks: [{ tool: "now", id: "a", json: ['{"a": ', "oops}"] }] }], async ({ provider }) => {
    const { response } = await ask(provider);
    const input = { _invalid_json: '{"a": oops}' };
    assert.deepEqual(response.content, [{ type: "tool_call", id: "a", name: "now", input }]);
    assert.equal(response.stop_reason, "tool_use");
  });
});

test("a refusal is a stop reason, not an error", async () => {
  await withAnthropic([{ blocks: [{ refusal: "I cannot." }], stop: "refusal" }], async ({ provider }) => {
    const { response } = await ask(provider);
    assert.equal(response.stop_reason, "refusal");
    assert.deepEqual(response.content, [{ type: "text", text: "I cannot." }]);
  });
});

test("tokens from and for the cache are part of the input", async () => {
  const usage = { input: 10, output: 7, cacheRead: 100, cacheWrite: 50 };
  await withAnthropic([{ blocks: [{ text: "Yes." }], usage }], async ({ provider }) => {
    const { response } = await ask(provider);
    assert.deepEqual(response.usage, {
      input_tokens: 160,
      output_tokens: 7,
      cache_read_tokens: 100,
      cache_write_tokens: 50,
      cost: 0.000225,
    });
  });
});

test.run();
