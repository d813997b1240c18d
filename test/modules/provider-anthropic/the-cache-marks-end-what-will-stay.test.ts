import assert from "node:assert/strict";
import type { JsonObject } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { ask, READ_TOOL, toolResult, user } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("The marks for the prompt cache");

test("stand on the tools, the system prompt, and the last two things of the user's side that stay", async () => {
  await withAnthropic(["Done."], async ({ provider, body }) => {
    const messages = [
      { role: "system", content: [{ type: "text", text: "Be brief." }] } as const,
      user("First."),
      { role: "assistant", content: [{ type: "text", text: "Yes." }] } as const,
      user("Second."),
      { role: "assistant", content: [{ type: "tool_call", id: "a", name: "read_file", input: {} }] } as const,
      toolResult("a", "content"),
      user("The time is now.", { source: "hook", ephemeral: true }),
    ];
    await ask(provider, { messages, tools: [{ ...READ_TOOL, name: "other" }, READ_TOOL] });
    assert.deepEqual(markedIn(body()), ["read_file", "Be brief.", "Second.", "a"]);
  });
});

function markedIn(body: JsonObject): unknown[] {
  const blocks = [
    ...(body.tools as JsonObject[]),
    ...(body.system as JsonObject[]),
    ...(body.messages as { content: JsonObject[] }[]).flatMap(({ content }) => content),
  ];
  const marked = blocks.filter((block) => block.cache_control !== undefined);
  return marked.map((block) => block.name ?? block.text ?? block.tool_use_id);
}

test.run();
