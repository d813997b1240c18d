import assert from "node:assert/strict";
import type { JsonObject } from "../../../../kernel/index.ts";
import { module as ollama } from "../../../../modules/provider-ollama/index.ts";
import { module as vllm } from "../../../../modules/provider-vllm/index.ts";
import { suite } from "../../../support/suite.ts";
import { type Replies, startOllamaServer, startVllmServer } from "../../../support/vendors/index.ts";
import { ask, failureOf } from "../../provider-fixture.ts";
import { playScene, type Scene } from "../../provider-scene.ts";

const test = suite("A server of one's own");

const SERVERS = { ollama: [ollama, startOllamaServer], vllm: [vllm, startVllmServer] } as const;

async function withServer(
  id: keyof typeof SERVERS,
  replies: Replies,
  play: (scene: Scene) => Promise<void>,
  config: JsonObject = {},
): Promise<void> {
  const [module, start] = SERVERS[id];
  await playScene({ module, server: await start(replies), config }, play);
}

const THOUGHTFUL = { blocks: [{ thinking: "Hm." }, { text: "Yes." }] };
for (const id of ["ollama", "vllm"] as const) {
  test(`${id}: thoughts are thoughts, an effort is sent, nothing has a price`, async () => {
    await withServer(id, [THOUGHTFUL], async ({ provider, body, server }) => {
      const { response } = await ask(provider, { reasoning_effort: "high", temperature: 0.5, max_tokens: 99 });
      assert.deepEqual(response.content, [
        { type: "thinking", thinking: "Hm." },
        { type: "text", text: "Yes." },
      ]);
      const { reasoning_effort, temperature, max_tokens } = body();
      assert.deepEqual([reasoning_effort, temperature, max_tokens], ["high", 0.5, 99]);
      assert.equal(response.usage.cost, undefined);
      assert.equal(server.requests[0]?.headers.authorization, "Bearer none");
    });
  });
}

test("ollama: calls with the same number and no ids are several", async () => {
  const calls = [
    { tool: "read_file", input: { file_path: "a" } },
    { tool: "read_file", input: { file_path: "b" } },
    { tool: "read_file", id: "c", input: { file_path: "c" } },
    { tool: "read_file", id: "d", input: { file_path: "d" } },
  ];
  await withServer("ollama", [{ blocks: calls }], async ({ provider }) => {
    const { response } = await ask(provider);
    const found = provider.parseToolCalls(response);
    assert.deepEqual(
      found.map(({ id, input }) => [id, input.file_path]),
      [
        ["call_request-1_0", "a"],
        ["call_request-1_1", "b"],
        ["c", "c"],
        ["d", "d"],
      ],
    );
  });
});

test("ollama: a model that cannot think is asked without an effort from then on", async () => {
  const refusal = { status: 400, message: '"llama3.2:3b" does not support thinking' };
  await withServer("ollama", [refusal, "Yes.", "Yes."], async ({ provider, body }) => {
    await ask(provider, { reasoning_effort: "high" });
    await ask(provider, { reasoning_effort: "high" });
    const efforts = [0, 1, 2].map((index) => body(index).reasoning_effort);
    assert.deepEqual(efforts, ["high", undefined, undefined]);
  });
});

test("ollama: a model that was not pulled is NotFound, in the server's words", async () => {
  const message = 'model "x" not found, try pulling it first';
  await withServer("ollama", [{ status: 404, message }], async ({ provider }) => {
    const error = await failureOf(ask(provider));
    assert.deepEqual([error.kind, error.message], ["NotFound", `Ollama: ${message}`]);
  });
});

test("vllm: the words of an error without an `error` are kept; its list tells the windows", async () => {
  const message = "This model's maximum context length is 10000 tokens. However, you requested 10515 tokens.";
  await withServer("vllm", [{ status: 400, message }], async ({ provider }) => {
    const error = await failureOf(ask(provider));
    assert.deepEqual([error.kind, error.message], ["ContextLength", `vLLM: ${message}`]);
    const models = await provider.listModels(new AbortController().signal);
    assert.deepEqual(
      models.map(({ id, context_window }) => [id, context_window]),
      [["openai/gpt-oss-20b", 131_072]],
    );
  });
});

test.run();
