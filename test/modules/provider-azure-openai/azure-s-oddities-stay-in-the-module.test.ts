import assert from "node:assert/strict";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-azure-openai/index.ts";
import { suite } from "../../support/suite.ts";
import { type Replies, startAzureServer } from "../../support/vendors/index.ts";
import { ask, failureOf } from "../provider-fixture.ts";
import { playScene, type Scene } from "../provider-scene.ts";

const test = suite("Azure OpenAI");
const KEY = { api_key: "azure-key-0123456789" };
const TOKEN = { azure_ad_token: "eyJ-entra-token" };

async function withAzure(replies: Replies, play: (scene: Scene) => Promise<void>, config: JsonObject) {
  const server = await startAzureServer(replies);
  await playScene({ module, server, config: { base_url: undefined, endpoint: `${server.url}/`, ...config } }, play);
}

const DATED = { api_version: "2025-04-01-preview" };
for (const [title, config, path] of [
  ["v1, chat", { ...KEY, api: "chat" }, "/openai/v1/chat/completions"],
  ["v1, responses, a token", TOKEN, "/openai/v1/responses"],
  [
    "dated, chat, a token",
    { ...TOKEN, ...DATED, api: "chat" },
    "/openai/deployments/my-gpt/chat/completions?api-version=2025-04-01-preview",
  ],
  ["dated, responses", { ...KEY, ...DATED }, "/openai/responses?api-version=2025-04-01-preview"],
] as const) {
  test(`${title}: goes to ${path}, signed in one way`, async () => {
    const check = async ({ provider, server }: Scene): Promise<void> => {
      await ask(provider);
      const [request] = server.requests;
      assert.equal(request?.path, path);
      assert.equal(request?.body.model, "my-gpt");
      const { authorization, "api-key": key } = request?.headers ?? {};
      const isKey = "api_key" in config;
      assert.deepEqual([authorization, key], isKey ? [undefined, KEY.api_key] : ["Bearer eyJ-entra-token", undefined]);
    };
    await withAzure(["Yes."], check, { deployment: "my-gpt", ...config });
  });
}

test("what the filter refuses in a prompt is ContentFilter", async () => {
  const refusal = { status: 400, code: "content_filter", message: "The response was filtered." };
  await withAzure(
    [refusal],
    async ({ provider }) => {
      assert.equal((await failureOf(ask(provider))).kind, "ContentFilter");
    },
    KEY,
  );
});

test("a deployment is known by what it runs, where the config says it", async () => {
  const check = async ({ provider, body }: Scene): Promise<void> => {
    const { usage } = (await ask(provider, { temperature: 0.5, reasoning_effort: "low" })).response;
    assert.equal(body().temperature, undefined);
    assert.deepEqual(body().reasoning, { effort: "low", summary: "auto" });
    assert.equal(usage.cost, (10 * 2 + 5 * 12) / 1e6);
    const [model, ...others] = await provider.listModels(new AbortController().signal);
    assert.deepEqual([model?.id, model?.context_window, others], ["my-gpt", 1_050_000, []]);
  };
  await withAzure(["Yes."], check, { ...KEY, deployment: "my-gpt", model: "gpt-5.6-terra" });
});

test("without a key, or an endpoint, it does not mount", async () => {
  const missing = async (config: JsonObject): Promise<string> =>
    withAzure([], async () => {}, config).then(
      () => "mounted",
      (error: Error) => error.message,
    );
  assert.match(await missing({}), /AZURE_OPENAI_API_KEY/);
  assert.match(await missing({ ...KEY, endpoint: undefined }), /AZURE_OPENAI_ENDPOINT/);
});

test.run();
