import * as assert from "uvu/assert";
import { mockPlan, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import {
  type Replies,
  type Reply,
  startAnthropicServer,
  startOpenAiServer,
  type VendorServer,
} from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("vendor errors");
const KEY = "sk-ant-api03-THE0PLANTED0KEY0OF0THIS0TEST0abcdefghij";

interface Row {
  readonly reply: Reply;
  readonly kind: string;
  readonly code: number;
  readonly isRetryable: boolean;
  readonly more?: Json;
}

const ROWS: readonly Row[] = [
  {
    reply: { status: 401, message: `invalid key ${KEY}` },
    kind: "provider-authentication",
    code: -31023,
    isRetryable: false,
  },
  { reply: { status: 403 }, kind: "provider-access-denied", code: -31024, isRetryable: false },
  { reply: { status: 404 }, kind: "provider-not-found", code: -31031, isRetryable: false },
  { reply: { status: 400 }, kind: "provider-invalid-request", code: -31027, isRetryable: false },
  {
    reply: { status: 429, retryAfter: 7 },
    kind: "provider-rate-limited",
    code: -31021,
    isRetryable: true,
    more: { retryAfterMs: 7000 },
  },
  { reply: { status: 500 }, kind: "provider-unavailable", code: -31028, isRetryable: true },
  { reply: { status: 503 }, kind: "provider-unavailable", code: -31028, isRetryable: true },
  { reply: "reset", kind: "provider-network", code: -31029, isRetryable: true },
  { reply: { blocks: [{ text: "Half of" }], after: "cut" }, kind: "provider-stream", code: -31032, isRetryable: true },
];

const VENDORS: readonly { name: string; start: (replies: Replies) => Promise<VendorServer>; variable: string }[] = [
  { name: "anthropic", start: startAnthropicServer, variable: "ANTHROPIC_API_KEY" },
  { name: "openai", start: startOpenAiServer, variable: "OPENAI_API_KEY" },
];

for (const { name, start, variable } of VENDORS) {
  test(`${name}: each fault has its kind, its number and whether to try again; the key is never told`, async () => {
    const replies = ROWS.map((row) => row.reply);
    const vendor = await start((request) => replies[request.index] ?? "I am back.");
    try {
      await withServer({ env: { [variable]: KEY } }, async (server) => {
        const provider = { module: `provider-${name}`, config: { base_url: vendor.url, max_retries: 0 } };
        await server.createSession({ sessionId: "s", mountPlan: mockPlan([], { providers: [provider] }) });
        for (const [index, row] of ROWS.entries()) {
          const failure = await server.failure("session/execute", { sessionId: "s", prompt: `Try ${index}.` });
          const { kind, retryable, retryAfterMs, provider: told } = failure.data;
          const label = JSON.stringify(failure);
          assert.is(failure.code, row.code, label);
          assert.equal({ kind, retryable }, { kind: row.kind, retryable: row.isRetryable }, label);
          assert.is(retryAfterMs, row.more?.retryAfterMs, label);
          assert.is(told, name, label);
        }
        const reply = await server.call("session/execute", { sessionId: "s", prompt: "And now?" });
        assert.is(reply.text, "I am back.");
        const half = (await server.messages("s")).find((message) => message.metadata?.interrupted === true);
        assert.is(textOf(half), "Half of", "what was shown of a broken answer is kept");
        assert.not.match(JSON.stringify(server.client.received), KEY);
        assert.not.match(server.stderr, KEY);
      });
    } finally {
      await vendor.close();
    }
  });
}

test("a turn that failed may be run again with the same turnId", async () => {
  const vendor = await startAnthropicServer([{ status: 500 }, "Second try."]);
  try {
    await withServer({ env: { ANTHROPIC_API_KEY: KEY } }, async (server) => {
      const provider = { module: "provider-anthropic", config: { base_url: vendor.url, max_retries: 0 } };
      await server.createSession({ sessionId: "s", mountPlan: mockPlan([], { providers: [provider] }) });
      const turn = { sessionId: "s", prompt: "Try.", turnId: "t" };
      assert.is((await server.failure("session/execute", turn)).data.kind, "provider-unavailable");
      assert.is((await server.call("session/execute", turn)).text, "Second try.");
    });
  } finally {
    await vendor.close();
  }
});

test.run();
