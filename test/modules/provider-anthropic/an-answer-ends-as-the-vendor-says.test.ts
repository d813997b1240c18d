import assert from "node:assert/strict";
import { Attempt } from "../../../modules/lib/provider-wire/attempt.ts";
import { readAnswer } from "../../../modules/provider-anthropic/stream.ts";
import { ManualClock } from "../../support/kernel.ts";
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

test("counts that another server leaves out are 0, and a stop reason that was told stands", async () => {
  const events = (async function* () {
    yield { type: "message_start", message: { model: "m" } };
    yield { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
    yield { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Yes." } };
    yield { type: "message_delta", delta: { stop_reason: "max_tokens" } };
    yield { type: "message_delta", delta: { stop_reason: null }, usage: { output_tokens: 3 } };
    yield { type: "message_stop" };
  })() as unknown as Parameters<typeof readAnswer>[0];
  const { signal } = new AbortController();
  const attempt = new Attempt({ signal, onPart: async () => {}, clock: new ManualClock(), timeoutMs: 1000 });
  const { content, stop_reason, usage } = await readAnswer(events, attempt);
  assert.deepEqual(content, [{ type: "text", text: "Yes." }]);
  assert.equal(stop_reason, "max_tokens");
  assert.deepEqual(usage, { input_tokens: 0, output_tokens: 3, cache_read_tokens: 0, cache_write_tokens: 0 });
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
