import assert from "node:assert/strict";
import type { Message } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { ask, toolResult, user } from "../provider-fixture.ts";
import { withOpenAi } from "./fixture.ts";

const test = suite("What Chat Completions is sent");
const IMAGE = { type: "image", source: { type: "url", url: "https://example.org/a.png" } } as const;

test("messages in their plainest form; images of results follow behind all results", async () => {
  const call = (id: string): Message["content"][number] => ({
    type: "tool_call",
    id,
    name: "read_file",
    input: { n: id },
  });
  const messages: Message[] = [
    { role: "system", content: [{ type: "text", text: "Be brief." }] },
    user("Read both."),
    { role: "assistant", content: [call("a"), call("b")] },
    { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "see image" }, IMAGE] },
    toolResult("b", "content of b"),
  ];
  const wireCall = (id: string): object => ({
    id,
    type: "function",
    function: { name: "read_file", arguments: `{"n":"${id}"}` },
  });
  const check = async ({ provider, body }: Parameters<Parameters<typeof withOpenAi>[1]>[0]): Promise<void> => {
    await ask(provider, { messages, model: "llama-3", max_tokens: 100, temperature: 0.5 });
    assert.deepEqual(body().messages, [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Read both." },
      { role: "assistant", content: null, tool_calls: [wireCall("a"), wireCall("b")] },
      { role: "tool", tool_call_id: "a", content: "see image" },
      { role: "tool", tool_call_id: "b", content: "content of b" },
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://example.org/a.png" } }] },
    ]);
    assert.equal(body().max_tokens, 100);
    assert.equal(body().temperature, 0.5);
    assert.equal(body().max_completion_tokens, undefined);
  };
  await withOpenAi(["Done."], check, { api: "chat" });
});

test("a server of one's own needs no key", async () => {
  const before = process.env.OPENAI_API_KEY;
  delete process.env.OPENAI_API_KEY;
  try {
    const check = async ({ provider, server }: Parameters<Parameters<typeof withOpenAi>[1]>[0]): Promise<void> => {
      await ask(provider);
      assert.equal(server.requests[0]?.headers.authorization, "Bearer none");
    };
    await withOpenAi(["Done."], check, { api: "chat", api_key: undefined });
  } finally {
    if (before !== undefined) process.env.OPENAI_API_KEY = before;
  }
});

test.run();
