import assert from "node:assert/strict";
import type { JsonObject, ModuleDefinition } from "../../../../kernel/index.ts";
import { module as anthropic } from "../../../../modules/provider-anthropic/index.ts";
import { module as azure } from "../../../../modules/provider-azure-openai/index.ts";
import { module as openai } from "../../../../modules/provider-openai/index.ts";
import { suite } from "../../../support/suite.ts";
import {
  startAnthropicServer,
  startAzureServer,
  startOpenAiServer,
  type VendorServer,
} from "../../../support/vendors/index.ts";
import { ask, mountProvider } from "../../provider-fixture.ts";

const test = suite("What the environment has for the SDKs");
const ELSEWHERE = "http://127.0.0.1:9/v1";
const VARIABLES = {
  OPENAI_BASE_URL: ELSEWHERE,
  OPENAI_ORG_ID: "planted",
  OPENAI_PROJECT_ID: "planted",
  OPENAI_CUSTOM_HEADERS: "x-planted: planted\nauthorization: Bearer planted",
  OPENAI_API_VERSION: "planted",
  AZURE_OPENAI_AD_TOKEN: "planted",
  ANTHROPIC_BASE_URL: ELSEWHERE,
  ANTHROPIC_AUTH_TOKEN: "planted",
  ANTHROPIC_CUSTOM_HEADERS: "x-planted: planted\nx-api-key: planted",
};
const KEY = "test-key-0123456789";
type Row = [string, ModuleDefinition, () => Promise<VendorServer>, (url: string) => JsonObject];
const ROWS: readonly Row[] = [
  ["anthropic", anthropic as ModuleDefinition, () => startAnthropicServer(["Yes."]), (base_url) => ({ base_url })],
  ["openai", openai as ModuleDefinition, () => startOpenAiServer(["Yes."]), (base_url) => ({ base_url })],
  ["azure", azure as ModuleDefinition, () => startAzureServer(["Yes."]), (endpoint) => ({ endpoint })],
  [
    "azure, dated",
    azure as ModuleDefinition,
    () => startAzureServer(["Yes."]),
    (endpoint) => ({ endpoint, api_version: "2025-04-01-preview" }),
  ],
];

for (const [title, module, start, addressed] of ROWS) {
  test(`${title}: no address, account or header of it reaches a request, and it is still there`, async () => {
    const before = { ...process.env };
    const server = await start();
    try {
      Object.assign(process.env, VARIABLES);
      const { provider } = await mountProvider(module, { ...addressed(server.url), api_key: KEY });
      await ask(provider);
      const { path, headers } = server.requests[0] ?? {};
      assert.doesNotMatch(JSON.stringify({ path, headers }), /planted/);
      for (const [name, value] of Object.entries(VARIABLES)) assert.equal(process.env[name], value);
    } finally {
      for (const name of Object.keys(VARIABLES)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
      await server.close();
    }
  });
}

test.run();
