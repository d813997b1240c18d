/** The same over both endpoints, but for what only one of them can say. */
import assert from "node:assert/strict";
import type { StreamPart } from "../../../kernel/index.ts";
import { readResponsesAnswer } from "../../../modules/lib/openai-wire/responses-stream.ts";
import { Attempt } from "../../../modules/lib/provider-wire/attempt.ts";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { ask } from "../provider-fixture.ts";
import type { Scene } from "../provider-scene.ts";
import { withOpenAi } from "./fixture.ts";

const test = suite("The end of OpenAI's answer");

for (const api of ["responses", "chat"] as const) {
  const check = (
    title: string,
    replies: Parameters<typeof withOpenAi>[0],
    play: (scene: Scene) => Promise<void>,
  ): void => test(`${api}: ${title}`, () => withOpenAi(replies, play, { api }));

  const cut = [{ text: "I write." }, { tool: "write_file", json: ['{"file_path": "a.txt", "con'] }];
  check(
    "a call that the limit cut off is not part of the answer",
    [{ blocks: cut, stop: "max_tokens" }],
    async ({ provider }) => {
      const { response, parts } = await ask(provider);
      assert.equal(response.stop_reason, "max_tokens");
      assert.deepEqual(response.content, [{ type: "text", text: "I write." }]);
      assert.equal(parts.filter((part) => part.type === "end").length, 2);
    },
  );

  check(
    "a call without arguments has an empty input",
    [{ blocks: [{ tool: "now", id: "a" }] }],
    async ({ provider }) => {
      const { response } = await ask(provider);
      assert.deepEqual(response.content, [{ type: "tool_call", id: "a", name: "now", input: {} }]);
      assert.equal(response.stop_reason, "tool_use");
    },
  );

  const broken = { blocks: [{ tool: "now", id: "a", json: ["[1, 2]"] }] };
  check("input that is not a JSON object is handed on as it was written", [broken], async ({ provider }) => {
    const { response } = await ask(provider);
    assert.deepEqual(response.content, [
      { type: "tool_call", id: "a", name: "now", input: { _invalid_json: "[1, 2]" } },
    ]);
  });

  check("a refusal is a stop reason, not an error", [{ blocks: [{ refusal: "I cannot." }] }], async ({ provider }) => {
    const { response } = await ask(provider);
    assert.equal(response.stop_reason, "refusal");
    assert.deepEqual(response.content, [{ type: "text", text: "I cannot." }]);
  });

  const filtered = { blocks: [{ text: "So" }], stop: "content_filter" } as const;
  check("so is a filter", [filtered], async ({ provider }) => {
    assert.equal((await ask(provider)).response.stop_reason, "refusal");
  });

  const counted = { blocks: [{ text: "Yes." }], usage: { input: 10, output: 7, cacheRead: 100 } };
  check("tokens from the cache are part of the input", [counted], async ({ provider }) => {
    const { usage } = (await ask(provider)).response;
    assert.deepEqual(usage, {
      input_tokens: 110,
      output_tokens: 7,
      cache_read_tokens: 100,
      cache_write_tokens: 0,
      cost: 0.000124,
    });
  });

  check("an answer of a schema is the vendor's own feature", ['{"n": 1}'], async ({ provider, body }) => {
    const schema = { type: "object", properties: { n: { type: "integer" } } };
    const closed = { ...schema, required: ["n"], additionalProperties: false };
    await ask(provider, { output_schema: closed });
    const { text, response_format } = body() as {
      text?: { format: object };
      response_format?: { json_schema: object };
    };
    const format = { name: "answer", schema: closed, strict: true };
    if (api === "chat") assert.deepEqual(response_format, { type: "json_schema", json_schema: format });
    else assert.deepEqual(text?.format, { type: "json_schema", ...format });
  });
}

test("chat: thoughts of other vendors' models are thoughts", async () => {
  const check = async ({ provider }: Scene): Promise<void> => {
    const { response } = await ask(provider);
    assert.deepEqual(response.content, [
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "Yes." },
    ]);
  };
  await withOpenAi([{ blocks: [{ thinking: "Hm." }, { text: "Yes." }] }], check, { api: "chat" });
});

test("responses: what has no end of its own when the answer is over is read from the whole", async () => {
  const message = { type: "message", content: [{ type: "output_text", text: "I wr" }] };
  const call = { type: "function_call", call_id: "a", name: "write_file", arguments: '{"file_p' };
  const output = [message, call];
  const events = (async function* () {
    yield { type: "response.output_item.added", output_index: 0, item: { ...message, content: [] } };
    yield { type: "response.output_text.delta", output_index: 0, delta: "I wr" };
    yield { type: "response.output_item.added", output_index: 1, item: { ...call, arguments: "" } };
    const incomplete_details = { reason: "max_output_tokens" };
    yield { type: "response.incomplete", response: { model: "m", status: "incomplete", incomplete_details, output } };
  })() as unknown as Parameters<typeof readResponsesAnswer>[0];
  const ends: unknown[] = [];
  const onPart = async (part: StreamPart): Promise<void> => {
    if (part.type === "end") ends.push(part.block.type);
  };
  const { signal } = new AbortController();
  const attempt = new Attempt({ signal, onPart, clock: new ManualClock(), timeoutMs: 1000 });
  const { content, stop_reason } = await readResponsesAnswer(events, attempt);
  assert.deepEqual([content, stop_reason], [[{ type: "text", text: "I wr" }], "max_tokens"]);
  assert.deepEqual(ends, ["text", "tool_call"]);
});

test.run();
