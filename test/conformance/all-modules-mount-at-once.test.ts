import * as assert from "uvu/assert";
import { builtInIds } from "../../server/plan/module-table.ts";
import { withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("one plan with every module");

const KEY = { api_key: "${AMPD_TEST_KEY:-test-key-123}" };
const CONFIGS: Readonly<Record<string, Json>> = {
  "provider-mock": { priority: 1, responses: [{ tool_calls: [{ name: "glob", input: { pattern: "*" } }] }, "Done."] },
  "provider-anthropic": KEY,
  "provider-azure-openai": { ...KEY, endpoint: "http://127.0.0.1:9" },
  "provider-gemini": KEY,
  "provider-openai": KEY,
  "hooks-otel": { endpoint: "http://127.0.0.1:9", flush_timeout: 0.1 },
};

test("all of them mount, for each orchestrator and context, and a turn with a tool runs", async () => {
  await withServer({}, async (server) => {
    const of = (prefix: string): string[] => builtInIds().filter((id) => id.startsWith(prefix));
    const entries = (prefix: string): Json[] => of(prefix).map((id) => ({ module: id, config: CONFIGS[id] ?? {} }));
    const pairs = of("loop-").map((orchestrator, index) => ({
      orchestrator,
      context: of("context-")[index % 2] ?? "",
    }));
    for (const session of pairs) {
      const mountPlan = { session, providers: entries("provider-"), tools: entries("tool-"), hooks: entries("hooks-") };
      const created = await server.call("session/create", { mountPlan });
      assert.equal(created.warnings, []);
      assert.is((created.mounted as unknown[]).length, builtInIds().length - 3);
      const { sessionId } = created;
      const reply = await server.call("session/execute", { sessionId, prompt: "What is here?" });
      assert.equal([reply.stopReason, reply.text], ["end_turn", "Done."]);
      await server.call("session/close", { sessionId });
    }
  });
});

test.run();
