import assert from "node:assert/strict";
import type { ContentBlock, Message } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { ask, READ_TOOL, remembered, toolResult, user } from "../provider-fixture.ts";
import { withOpenAi } from "./fixture.ts";

const test = suite("What the Responses API is sent");
const IMAGE = { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } } as const;
const WIRE_IMAGE = { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "auto" };

test("instructions, items in order, results by their call, nothing stored", async () => {
  const messages: Message[] = [
    { role: "system", content: [{ type: "text", text: "Be brief." }] },
    user("Read it."),
    {
      role: "assistant",
      content: [
        { type: "text", text: "Yes." },
        { type: "tool_call", id: "a", name: "read_file", input: { n: 1 } },
      ],
    },
    toolResult("a", "no such file", { is_error: true }),
    { role: "system", content: [{ type: "text", text: "A reminder." }] },
    { role: "user", content: [{ type: "text", text: "And this?" }, IMAGE] },
  ];
  await withOpenAi(["Done."], async ({ provider, body }) => {
    await ask(provider, { messages });
    const { instructions, input, store, include, tools, prompt_cache_key } = body();
    assert.equal(instructions, "Be brief.");
    assert.equal(store, false);
    assert.equal(prompt_cache_key, "session-1");
    assert.deepEqual(include, ["reasoning.encrypted_content"]);
    const { name, description, inputSchema: parameters } = READ_TOOL;
    assert.deepEqual(tools, [{ type: "function", name, description, parameters, strict: false }]);
    assert.deepEqual(input, [
      { role: "user", content: [{ type: "input_text", text: "Read it." }] },
      { role: "assistant", content: "Yes." },
      { type: "function_call", call_id: "a", name: "read_file", arguments: '{"n":1}' },
      { type: "function_call_output", call_id: "a", output: "Error: no such file" },
      { role: "developer", content: "A reminder." },
      { role: "user", content: [{ type: "input_text", text: "And this?" }, WIRE_IMAGE] },
    ]);
  });
});

test("a result with an image stays one", async () => {
  const call: ContentBlock = { type: "tool_call", id: "a", name: "read_file", input: {} };
  const result: Message = { role: "tool", tool_call_id: "a", content: [IMAGE] };
  await withOpenAi(["Done."], async ({ provider, body }) => {
    await ask(provider, { messages: [user("Look."), { role: "assistant", content: [call] }, result] });
    const input = body().input as { output?: unknown }[];
    assert.deepEqual(input.at(-1)?.output, [WIRE_IMAGE]);
  });
});

test("thoughts come as reasoning and go back encrypted", async () => {
  const thoughtful = {
    blocks: [
      { thinking: "Hm.", signature: "sealed" },
      { tool: "read_file", id: "a", input: {} },
    ],
  };
  await withOpenAi([thoughtful, "Done."], async ({ provider, body }) => {
    const { response, parts } = await ask(provider, { extended_thinking: true });
    const summary = [{ type: "summary_text", text: "Hm." }];
    const thought = { type: "reasoning", id: "rs_0_0", summary, encrypted_content: "sealed" };
    assert.deepEqual(response.content[0], { ...thought, content: [] });
    assert.equal(parts[0]?.type === "start" && parts[0].block_type, "thinking");
    assert.deepEqual(body().reasoning, { summary: "auto" });
    await ask(provider, { messages: [user("Well?"), remembered(provider, response), toolResult("a", "x")] });
    assert.deepEqual((body(1).input as unknown[])[1], thought);
  });
});

test("thoughts of another provider, and those that nothing came of, stay out", async () => {
  const thought: ContentBlock = {
    type: "reasoning",
    id: "rs_1",
    content: [],
    summary: [],
    encrypted_content: "sealed",
  };
  const text: ContentBlock = { type: "text", text: "Yes." };
  await withOpenAi(["Done."], async ({ provider, body }) => {
    const messages: Message[] = [
      user("Well?"),
      { role: "assistant", content: [thought, text], metadata: { provider: "anthropic" } },
      user("Sure?"),
      { role: "assistant", content: [text, thought], metadata: { provider: "openai" } },
      user("Really?"),
    ];
    await ask(provider, { messages });
    assert.deepEqual(
      (body().input as { type?: string }[]).filter((item) => item.type === "reasoning"),
      [],
    );
  });
});

test("thoughts that cannot be read any more are left out from then on", async () => {
  const message = "The encrypted content for item rs_1 could not be verified.";
  const thought: ContentBlock = {
    type: "reasoning",
    id: "rs_1",
    content: [],
    summary: [],
    encrypted_content: "sealed",
  };
  await withOpenAi(
    [{ status: 400, code: "invalid_encrypted_content", message }, "Yes."],
    async ({ provider, body }) => {
      const content = [thought, { type: "text", text: "Yes." } as const];
      await ask(provider, {
        messages: [user("Well?"), { role: "assistant", content, metadata: { provider: "openai" } }, user("Sure?")],
      });
      assert.equal((body(0).input as unknown[]).length, 4);
      assert.equal((body(1).input as unknown[]).length, 3);
    },
  );
});

test("who may not be told thoughts does without", async () => {
  const message = "Your organization must be verified to generate reasoning summaries.";
  await withOpenAi([{ status: 400, message }, "Yes."], async ({ provider, body }) => {
    await ask(provider, { reasoning_effort: "low" });
    assert.deepEqual(body(0).reasoning, { effort: "low", summary: "auto" });
    assert.deepEqual(body(1).reasoning, { effort: "low" });
  });
});

test.run();
