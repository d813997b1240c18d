import assert from "node:assert/strict";
import type { ContentBlock, JsonObject } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { ask, remembered, user } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("Thoughts");
const THOUGHTFUL = { blocks: [{ thinking: "Hm.", signature: "signed" }, { redacted: "secret" }, { text: "Yes." }] };
const CONTENT: readonly ContentBlock[] = [
  { type: "thinking", thinking: "Hm.", signature: "signed" },
  { type: "redacted_thinking", data: "secret" },
  { type: "text", text: "Yes." },
];

test("come with their signature and go back unchanged", async () => {
  await withAnthropic([THOUGHTFUL, "Done."], async ({ provider, body }) => {
    const { response } = await ask(provider);
    assert.deepEqual(response.content, CONTENT);
    await ask(provider, { messages: [user("Well?"), remembered(provider, response), user("Sure?")] });
    assert.deepEqual(answerSent(body(1)), CONTENT);
  });
});

const FOREIGN: readonly [string, JsonObject][] = [
  ["another provider", { provider: "openai", model: "claude-sonnet-5-5" }],
  ["another model", { provider: "anthropic", model: "claude-opus-5-5" }],
  ["nobody knows whom", {}],
];
for (const [whom, metadata] of FOREIGN) {
  test(`of ${whom} stay out`, async () => {
    await withAnthropic(["Done."], async ({ provider, body }) => {
      await ask(provider, {
        messages: [user("Well?"), { role: "assistant", content: CONTENT, metadata }, user("Sure?")],
      });
      assert.deepEqual(answerSent(body()), [{ type: "text", text: "Yes." }]);
    });
  });
}

test("without a signature, of an answer that was cut off, stay out", async () => {
  await withAnthropic(["Done."], async ({ provider, body }) => {
    const content: ContentBlock[] = [
      { type: "thinking", thinking: "Hm" },
      { type: "text", text: "Ye" },
    ];
    const metadata = { provider: "anthropic", interrupted: true };
    await ask(provider, { messages: [user("Well?"), { role: "assistant", content, metadata }, user("Go on.")] });
    assert.deepEqual(answerSent(body()), [{ type: "text", text: "Ye" }]);
  });
});

test("that the vendor refuses are left out from then on", async () => {
  const message =
    "messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.";
  await withAnthropic([{ status: 400, message }, "One.", "Two."], async ({ provider, body, server, dataOf }) => {
    const metadata = { provider: "anthropic", model: "claude-sonnet-5-5" };
    const messages = [user("Well?"), { role: "assistant", content: CONTENT, metadata } as const, user("Sure?")];
    await ask(provider, { messages });
    await ask(provider, { messages });
    assert.deepEqual(answerSent(body(0)), CONTENT);
    assert.deepEqual(answerSent(body(1)), [{ type: "text", text: "Yes." }]);
    assert.deepEqual(answerSent(body(2)), [{ type: "text", text: "Yes." }]);
    assert.equal(server.requests.length, 3);
    assert.deepEqual(
      dataOf("provider:retry").map((data) => data.delay_ms),
      [0],
    );
  });
});

function answerSent(body: JsonObject): unknown {
  return (body.messages as { role: string; content: unknown }[]).find(({ role }) => role === "assistant")?.content;
}

test.run();
