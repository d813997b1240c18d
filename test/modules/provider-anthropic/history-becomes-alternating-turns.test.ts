import assert from "node:assert/strict";
import type { Message } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { ask, toolResult, user } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("What Anthropic is sent of a history");

const call = (id: string): Message["content"][number] => ({
  type: "tool_call",
  id,
  name: "read_file",
  input: { n: id },
});
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } } as const;
const HISTORY: readonly Message[] = [
  { role: "system", content: [{ type: "text", text: "Be brief." }] },
  { role: "developer", content: [{ type: "text", text: "Be kind." }] },
  user("Read both."),
  { role: "assistant", content: [{ type: "text", text: " " }, call("a"), call("b")] },
  toolResult("a", "content of a"),
  { role: "tool", tool_call_id: "b", content: [image], metadata: { is_error: true } },
  { role: "system", content: [{ type: "text", text: "A reminder." }] },
  { role: "user", content: [{ type: "text", text: "And this?" }, image] },
];

test("turns alternate, results come first, system messages stand at the front or where they were said", async () => {
  await withAnthropic(["Done."], async ({ provider, body }) => {
    await ask(provider, { messages: HISTORY });
    const { system, messages } = withoutMarks(body());
    const wireImage = { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } };
    assert.deepEqual(system, [
      { type: "text", text: "Be brief." },
      { type: "text", text: "Be kind." },
    ]);
    assert.deepEqual(messages, [
      { role: "user", content: [{ type: "text", text: "Read both." }] },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "a", name: "read_file", input: { n: "a" } },
          { type: "tool_use", id: "b", name: "read_file", input: { n: "b" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: [{ type: "text", text: "content of a" }] },
          { type: "tool_result", tool_use_id: "b", content: [wireImage], is_error: true },
          { type: "text", text: "A reminder." },
          { type: "text", text: "And this?" },
          wireImage,
        ],
      },
    ]);
  });
});

test("a history that begins with an answer gets something before it", async () => {
  await withAnthropic(["Done."], async ({ provider, body }) => {
    await ask(provider, {
      messages: [{ role: "assistant", content: [{ type: "text", text: "As I said." }] }, user("Go on.")],
    });
    const [first] = body().messages as { role: string }[];
    assert.equal(first?.role, "user");
  });
});

test("the tools of earlier calls are named where none may be called", async () => {
  await withAnthropic(["Done."], async ({ provider, body }) => {
    await ask(provider, { messages: HISTORY, tools: [] });
    const { tools, tool_choice } = withoutMarks(body());
    assert.deepEqual(tools, [{ name: "read_file", input_schema: { type: "object" } }]);
    assert.deepEqual(tool_choice, { type: "none" });
  });
});

function withoutMarks(body: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(body, (key, value) => (key === "cache_control" ? undefined : value)));
}

test.run();
