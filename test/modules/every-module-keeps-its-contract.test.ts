import * as assert from "uvu/assert";
import { builtInIds } from "../../server/plan/module-table.ts";
import { faultsOf, type Given } from "../server/validate/subject.ts";
import { goodServer } from "../support/mcp/servers.ts";
import { suite } from "../support/suite.ts";
import {
  type Replies,
  startAnthropicServer,
  startAzureServer,
  startGeminiServer,
  startOllamaServer,
  startOpenAiServer,
  startVllmServer,
  type VendorServer,
} from "../support/vendors/index.ts";

const test = suite("every module keeps the contract of its kind");

const CALL = { tool: "read_file", input: { file_path: "a.txt" } };
const REPLIES: Replies = () => ({ blocks: [{ text: "I will read it, and then I will tell." }, CALL] });
const KEY = "test-key-123";

type Vendor = readonly [start: (replies: Replies) => Promise<VendorServer>, config: object, urlKey?: string];
const VENDORS: Readonly<Record<string, Vendor>> = {
  "provider-anthropic": [startAnthropicServer, { api_key: KEY }],
  "provider-azure-openai": [startAzureServer, { api_key: KEY }, "endpoint"],
  "provider-gemini": [startGeminiServer, { api_key: KEY }],
  "provider-ollama": [startOllamaServer, {}],
  "provider-openai": [startOpenAiServer, { api_key: KEY }],
  "provider-vllm": [startVllmServer, {}],
};

/** With more than the defaults, where these show less. */
const GIVEN: Readonly<Record<string, Given>> = {
  "hooks-command": { config: { hooks: { PreToolUse: [{ hooks: [{ command: "exit 2", gate: true }] }] } } },
  "hooks-otel": { config: { endpoint: "http://127.0.0.1:9", flush_timeout: 0.1 } },
  "tool-bash": { mayExecute: true, inputs: { bash: { command: "sleep 1" } } },
  "tool-mcp": { config: { servers: { good: goodServer }, start_wait: 50 } },
  "tool-todo": { mayExecute: true },
};

for (const id of builtInIds()) {
  const vendor = VENDORS[id];
  test(id, async () => {
    if (vendor === undefined) return assert.equal(await faultsOf(id, GIVEN[id]), []);
    const [start, config, urlKey = "base_url"] = vendor;
    const server = await start(REPLIES);
    try {
      assert.equal(await faultsOf(id, { config: { ...config, [urlKey]: server.url } }), []);
    } finally {
      await server.close();
    }
  });
}

test.run();
