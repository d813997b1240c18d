import * as assert from "uvu/assert";
import { mockPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { startAnthropicServer, startGeminiServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("fallback");
const KEYS = { ANTHROPIC_API_KEY: "sk-ant-0123456789", GEMINI_API_KEY: "AIza-0123456789" };

test("a turn that begins with one vendor ends with another, by a rule; its cost is the sum", async () => {
  const anthropic = await startAnthropicServer([
    { blocks: [{ tool: "bash", input: { command: "echo hi" } }], usage: { input: 100, output: 10 } },
    { status: 529 },
  ]);
  const gemini = await startGeminiServer(["It says hi."]);
  try {
    await withServer({ env: KEYS }, async (server) => {
      const provider = (name: string, config: Json): Json => ({ module: `provider-${name}`, config });
      const mountPlan = mockPlan([], {
        session: {
          orchestrator: { module: "loop-streaming", config: { fallback: [{ provider: "gemini" }] } },
          context: { module: "context-simple" },
        },
        providers: [
          provider("anthropic", { base_url: anthropic.url, max_retries: 0, priority: 1 }),
          provider("gemini", { base_url: gemini.url }),
        ],
        tools: [{ module: "tool-bash" }],
      });
      await server.createSession({ sessionId: "s", mountPlan });
      const reply = await server.call("session/execute", { sessionId: "s", prompt: "What does it say?" });
      assert.is(reply.text, "It says hi.");
      const told = server.events("s").find(({ event }) => event === "provider:fallback")?.data;
      assert.is(told?.provider, "anthropic");
      assert.is(told?.to_provider, "gemini");
      assert.is((told?.error as Json | undefined)?.kind, "ProviderUnavailable");
      const { cost } = reply.usage as { cost: number };
      assert.is(Math.round(cost * 1e8), Math.round((100 * 2 + 10 * 10 + 10 * 0.75 + 5 * 3.75) * 100));
      const answers = (await server.messages("s")).filter(({ role }) => role === "assistant");
      assert.equal(
        answers.map(({ metadata }) => metadata?.provider),
        ["anthropic", "gemini"],
      );
    });
  } finally {
    await anthropic.close();
    await gemini.close();
  }
});

test("an answer that does not fit its schema twice, and a schema that is none, have errors of their own", async () => {
  await withServer({}, async (server) => {
    await server.createSession({ sessionId: "s", mountPlan: mockPlan(['{"n": "one"}']) });
    const ask = async (outputSchema: Json) =>
      server.failure("session/execute", { sessionId: "s", prompt: "How many?", outputSchema });
    const unfit = await ask({ type: "object", properties: { n: { type: "number" } } });
    assert.is(unfit.data.kind, "output-invalid");
    assert.match(unfit.message, "/n must be number");
    const none = await ask({ type: "nonsense" });
    assert.is(none.data.kind, "invalid-params");
    assert.is((none.data.problems as Json[])[0]?.path, "outputSchema");
  });
});

test.run();
