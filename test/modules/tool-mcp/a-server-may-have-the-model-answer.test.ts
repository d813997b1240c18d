import * as assert from "uvu/assert";
import { everythingServer, goodServer } from "../../support/mcp/servers.ts";
import type { ServerFixture } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("a server may have the model answer");
const ASKED = { capabilities: { approvals: {} }, responses: ["Paris.", "Paris again."] };

/** Answers every question as it comes. */
async function answerAll(server: ServerFixture, kind: string, count: number): Promise<string[]> {
  const prompts: string[] = [];
  for (let number = 1; number <= count; number++) {
    const question = await server.approval(number);
    prompts.push(String(question.params.prompt));
    server.answer(question, kind);
  }
  return prompts;
}

for (const [era, servers, tool, input, shown] of [
  [
    "older",
    { every: everythingServer },
    "mcp_every_trigger-sampling-request",
    { prompt: "the capital?" },
    /the capital\?/,
  ],
  ["newer", { good: goodServer }, "mcp_good_sample", {}, /system: Be short\.\n\nuser: What is the capital of France\?/],
] as const) {
  test(`of the ${era} era: the user is asked, sees all of it, and the session's provider answers`, async () => {
    await withServers(
      servers,
      async ({ server, call }) => {
        const calling = call(tool, input);
        const [prompt = ""] = await answerAll(server, "allow_once", 1);
        assert.match(prompt, shown);
        assert.match(prompt, /of at most \d+ tokens/);
        assert.match(String((await calling).output), /Paris\./);
        const response = await server.event("llm:response");
        assert.equal([response.status, response.provider], ["ok", "mock"]);
      },
      ASKED,
    );
  });
}

test("a no, and nobody there, are told to the server", async () => {
  await withServers(
    { good: goodServer },
    async ({ server, call }) => {
      const calling = call("mcp_good_sample");
      await answerAll(server, "deny_once", 1);
      const { success, error } = await calling;
      assert.is(success, false);
      assert.match(error?.message ?? "", /sampling was denied: The user said no/);
    },
    ASKED,
  );
  await withServers({ good: goodServer }, async ({ call }) => {
    assert.match((await call("mcp_good_sample")).error?.message ?? "", /nobody to ask/);
  });
});

test("a provider that fails is told of as in a turn", async () => {
  await withServers(
    { good: goodServer },
    async ({ server, call }) => {
      const calling = call("mcp_good_sample");
      await answerAll(server, "allow_once", 1);
      assert.is((await calling).success, false);
      const { status, error } = await server.event("llm:response");
      assert.equal([status, Object(error)], ["error", { kind: "Authentication", message: "no key", retryable: false }]);
    },
    { ...ASKED, responses: [{ error: { kind: "Authentication", message: "no key" } }] },
  );
});

test("each server has a budget, of requests and of tokens", async () => {
  for (const budget of [{ max_sampling_requests: 1 }, { max_sampling_tokens: 1 }, { max_sampling_requests: 0 }]) {
    await withServers(
      { good: { ...goodServer, ...budget } },
      async ({ server, call }) => {
        if (budget.max_sampling_requests !== 0) {
          const first = call("mcp_good_sample");
          await answerAll(server, "allow_once", 1);
          assert.ok((await first).success);
        }
        assert.match((await call("mcp_good_sample")).error?.message ?? "", /budget .* used up/);
      },
      ASKED,
    );
  }
});

test("what is under way counts, so that many at once get no more than the budget", async () => {
  await withServers(
    { good: { ...goodServer, max_sampling_tokens: 1 } },
    async ({ server, call }) => {
      const first = call("mcp_good_sample");
      await server.approval(1);
      assert.match((await call("mcp_good_sample")).error?.message ?? "", /budget .* used up/);
      await answerAll(server, "deny_once", 1);
      assert.is((await first).success, false);
      const again = call("mcp_good_sample");
      server.answer(await server.approval(2), "allow_once");
      assert.ok((await again).success, "what was denied has cost nothing");
    },
    ASKED,
  );
});

test("a server that may not is not told that it could", async () => {
  await withServers({ every: { ...everythingServer, sampling: "deny" } }, async ({ server, sessionId }) => {
    const { tools } = (await server.call("tool/list", { sessionId })) as unknown as { tools: { name: string }[] };
    assert.ok(tools.some(({ name }) => name === "mcp_every_echo"));
    assert.not.ok(tools.some(({ name }) => name === "mcp_every_trigger-sampling-request"));
  });
});

test.run();
