import assert from "node:assert/strict";
import type { JsonObject, Message } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-gemini/index.ts";
import { suite } from "../../support/suite.ts";
import { type Replies, startGeminiServer } from "../../support/vendors/index.ts";
import { ask, failureOf, remembered, toolResult, user } from "../provider-fixture.ts";
import { playScene, type Scene } from "../provider-scene.ts";

const test = suite("Gemini");

async function withGemini(replies: Replies, play: (scene: Scene) => Promise<void>, config: JsonObject = {}) {
  const server = await startGeminiServer(replies);
  await playScene({ module, server, config: { api_key: "AIza-test-key-123", ...config } }, play);
}

/** The signatures of the calls in a request, in order. */
function signaturesOf(body: JsonObject): unknown[] {
  const messages = body.messages as { tool_calls?: { extra_content?: { google?: JsonObject } }[] }[];
  return messages.flatMap(({ tool_calls = [] }) =>
    tool_calls.map(({ extra_content }) => extra_content?.google?.thought_signature),
  );
}

const CALLS = {
  blocks: [
    { tool: "now", id: "a" },
    { tool: "now", id: "b" },
  ],
};

test("signatures go back with their calls, to the same model only", async () => {
  await withGemini([CALLS, "Done.", "Done.", "Done."], async ({ provider, body }) => {
    const { response } = await ask(provider);
    const results = [toolResult("a", "1"), toolResult("b", "2")];
    const messages: Message[] = [user("Look."), remembered(provider, response), ...results];
    await ask(provider, { messages });
    assert.deepEqual(signaturesOf(body(1)), ["signature_0_0", undefined]);
    await ask(provider, { messages, model: "gemini-3.5-flash" });
    assert.deepEqual(signaturesOf(body(2)), ["skip_thought_signature_validator", undefined]);
    await ask(provider, { messages, model: "gemini-2.5-pro" });
    assert.deepEqual(signaturesOf(body(3)), [undefined, undefined]);
  });
});

test("thoughts are told on demand, without their tags, and are counted", async () => {
  const thoughtful = { blocks: [{ thinking: ["Hm, ", "so."] }, { text: ["It ", "is."] }] };
  await withGemini([thoughtful], async ({ provider, body }) => {
    const { response } = await ask(provider, { reasoning_effort: "low" });
    assert.deepEqual(response.content, [
      { type: "thinking", thinking: "Hm, so." },
      { type: "text", text: "It is." },
    ]);
    assert.equal(response.usage.output_tokens, 105);
    const google = { thinking_config: { include_thoughts: true, thinking_level: "low" } };
    assert.deepEqual(body().extra_body, { google });
  });
});

for (const [request, thinking_config] of [
  [
    { model: "gemini-2.5-pro", reasoning_effort: "high" },
    { include_thoughts: true, thinking_budget: 24_576 },
  ],
  [{ model: "gemini-2.5-pro" }, { include_thoughts: true, thinking_budget: 2000 }],
  [{}, { include_thoughts: true, thinking_level: "low" }],
] as const) {
  test(`a wish to think is ${JSON.stringify(thinking_config)} for ${JSON.stringify(request)}`, async () => {
    const check = async ({ provider, body }: Scene): Promise<void> => {
      await ask(provider, request);
      assert.deepEqual(body().extra_body, { google: { thinking_config } });
    };
    await withGemini(["Yes."], check, { thinking_budget: 2000 });
  });
}

for (const [message, kind] of [
  ["API key not valid. Please pass a valid API key.", "Authentication"],
  ["The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", "ContextLength"],
  ["User location is not supported for the API use.", "AccessDenied"],
] as const) {
  test(`400 with "${message}" is ${kind}`, async () => {
    await withGemini([{ status: 400, message }], async ({ provider }) => {
      assert.equal((await failureOf(ask(provider))).kind, kind);
    });
  });
}

test("how long to wait is read from the details of the error", async () => {
  await withGemini([{ status: 429, retryAfter: 120 }], async ({ provider }) => {
    const { kind, retryAfter } = await failureOf(ask(provider));
    assert.deepEqual({ kind, retryAfter }, { kind: "RateLimit", retryAfter: 120 });
  });
});

test("the list has models for text, by the names that requests take", async () => {
  await withGemini([], async ({ provider }) => {
    const models = await provider.listModels(new AbortController().signal);
    assert.deepEqual(
      models.map(({ id, cost }) => ({ id, cost })),
      [{ id: "gemini-3.8-flash", cost: { input: 0.75, output: 3.75 } }],
    );
  });
});

test.run();
