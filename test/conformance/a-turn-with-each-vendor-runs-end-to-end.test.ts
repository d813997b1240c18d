import * as assert from "uvu/assert";
import { type Home, ServerFixture, storedFiles } from "../support/server-fixture.ts";
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
import type { Json } from "../support/wire/frames.ts";

const test = suite("vendors");
const KEY = "sk-ant-api03-PLANTED0SECRET0OF0THE0TEST0abcdefghijklmnopqrstuvwxyz";

interface Vendor {
  readonly name: string;
  readonly module: string;
  readonly variable: string;
  readonly config: Json;
  /** The key of the config that takes the server's address. Default `base_url`. */
  readonly address?: string;
  readonly start: (replies: Replies) => Promise<VendorServer>;
}

const VENDORS: readonly Vendor[] = [
  {
    name: "anthropic",
    module: "provider-anthropic",
    variable: "ANTHROPIC_API_KEY",
    config: {},
    start: startAnthropicServer,
  },
  {
    name: "openai responses",
    module: "provider-openai",
    variable: "OPENAI_API_KEY",
    config: { api: "responses" },
    start: startOpenAiServer,
  },
  {
    name: "openai chat",
    module: "provider-openai",
    variable: "OPENAI_API_KEY",
    config: { api: "chat" },
    start: startOpenAiServer,
  },
  {
    name: "azure-openai",
    module: "provider-azure-openai",
    variable: "AZURE_OPENAI_API_KEY",
    config: {},
    address: "endpoint",
    start: startAzureServer,
  },
  {
    name: "gemini",
    module: "provider-gemini",
    variable: "GEMINI_API_KEY",
    config: {},
    start: startGeminiServer,
  },
  {
    name: "ollama",
    module: "provider-ollama",
    variable: "OLLAMA_API_KEY",
    config: {},
    start: startOllamaServer,
  },
  {
    name: "vllm",
    module: "provider-vllm",
    variable: "VLLM_API_KEY",
    config: {},
    start: startVllmServer,
  },
];

const SCRIPT: Replies = [
  {
    blocks: [{ text: ["I will ", "count."] }, { tool: "bash", input: { command: "printf 'one\\ntwo\\n' | wc -l" } }],
    usage: { input: 20, output: 7 },
  },
  { blocks: [{ text: ["There are ", "two lines."] }], usage: { input: 30, output: 5 } },
];

/** What the seed's flow promises, in its order; other events may stand between. */
const FLOW = [
  "prompt:submit",
  "execution:start",
  "provider:request",
  "content_block:start",
  "content_block:end",
  "provider:response",
  "tool:pre",
  "approval:required",
  "approval:granted",
  "tool:post",
  "provider:request",
  "provider:response",
  "execution:end",
  "prompt:complete",
];

async function runTurn(
  vendor: Vendor,
): Promise<{ server: ServerFixture; reply: Json; vendorServer: VendorServer; question: Json }> {
  const vendorServer = await vendor.start(SCRIPT);
  const server = await ServerFixture.start({ capabilities: { approvals: {} }, env: { [vendor.variable]: KEY } });
  const mountPlan = {
    session: { orchestrator: { module: "loop-streaming" }, context: { module: "context-simple" } },
    providers: [
      { module: vendor.module, config: { ...vendor.config, [vendor.address ?? "base_url"]: vendorServer.url } },
    ],
    tools: [{ module: "tool-bash" }],
    hooks: [{ module: "hooks-approval" }, { module: "hooks-logging" }],
  };
  const sessionId = await server.createSession({ sessionId: "vendor", mountPlan });
  const turn = server.call("session/execute", { sessionId, prompt: "How many lines?" });
  const question = await server.approval();
  server.answer(question, "allow_once");
  return { server, reply: await turn, vendorServer, question: question.params };
}

function assertInOrder(names: readonly string[], wanted: readonly string[]): void {
  let at = -1;
  for (const name of wanted) {
    at = names.indexOf(name, at + 1);
    assert.ok(at >= 0, `${name} is missing, or out of order, in ${names.join(" ")}`);
  }
}

for (const vendor of VENDORS) {
  test(`${vendor.name}: streams, calls a tool that was approved, answers with usage`, async () => {
    const { server, reply, vendorServer, question } = await runTurn(vendor);
    try {
      assert.is(reply.text, "There are two lines.");
      assert.is(reply.stopReason, "end_turn");
      const usage = reply.usage as Json;
      assert.is(usage.input_tokens, 50);
      assert.is(usage.output_tokens, 12);
      assert.is((question.detail as Json).command, "printf 'one\\ntwo\\n' | wc -l");
      const events = server.events("vendor");
      const deltas = events
        .filter(({ event, data }) => event === "content_block:delta" && data.block_type === "text")
        .map(({ data }) => data.delta);
      assert.ok(deltas.length >= 4, "the text came in pieces");
      assert.is(deltas.join(""), "I will count.There are two lines.");
      const result = events.find(({ event }) => event === "tool:post")?.data.result as Json;
      assert.is((result.output as Json).stdout, "2\n");
      assert.is(vendorServer.requests.length, 2);
      assertInOrder(
        events.map(({ event }) => event),
        FLOW,
      );
    } finally {
      await vendorServer.close();
      await server.close();
    }
  });

  test(`${vendor.name}: the log has the same flow, and no file and no frame has the key`, async () => {
    const { server, vendorServer } = await runTurn(vendor);
    try {
      const files = await storedFiles(server.home as Home, "vendor");
      const logged = (files.get("events.jsonl") ?? "")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Json);
      assertInOrder(
        logged.map((record) => String(record.event)),
        FLOW,
      );
      assert.equal(
        logged.map((record) => record.seq),
        logged.map((_, index) => index + 1),
      );
      for (const [name, text] of files) assert.not.match(text, KEY, name);
      assert.not.match(JSON.stringify(server.client.received), KEY);
      assert.not.match(server.stderr, KEY);
      assert.ok(JSON.stringify(vendorServer.requests[0]?.headers).includes(KEY), "the vendor got the key");
    } finally {
      await vendorServer.close();
      await server.close();
    }
  });
}

test.run();
