import * as assert from "uvu/assert";
import { answering } from "../../support/contributor.ts";
import { everythingServer } from "../../support/mcp/servers.ts";
import { callsTo } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("the reference server is driven through a session");

/** Each of its tools, and what its answer says. */
const CALLS: readonly (readonly [tool: string, input: Json, told: RegExp])[] = [
  ["echo", { message: "hello" }, /Echo: hello/],
  ["get-sum", { a: 2, b: 3 }, /is 5/],
  ["get-annotated-message", { messageType: "error", includeImage: true }, /"image".*|Error/],
  ["get-env", {}, /PATH/],
  ["get-resource-links", { count: 2 }, /\[resource demo:/],
  ["get-resource-reference", { resourceType: "Text", resourceId: 1 }, /\[resource demo:/],
  ["get-structured-content", { location: "Chicago" }, /temperature/],
  ["get-tiny-image", {}, /image\/png/],
  ["trigger-long-running-operation", { duration: 0.1, steps: 2 }, /completed/],
  ["get-roots-list", {}, /file:\/\//],
  ["gzip-file-as-resource", { name: "a.gz", data: "data:text/plain,hello" }, /a\.gz/],
  ["trigger-elicitation-request", {}, /Name: Ann/],
  ["trigger-url-elicitation", { url: "http://127.0.0.1/page" }, /completed the URL elicitation/],
  ["trigger-sampling-request", { prompt: "the capital?" }, /Paris/],
  ["simulate-research-query", { topic: "python", ambiguous: true }, /Research Report: python \(snake\)/],
  ["toggle-simulated-logging", {}, /logging/],
  ["toggle-subscriber-updates", {}, /updates/],
];

/** What a person fills in. */
const FORMS: Json = { name: "Ann", interpretation: "snake" };

test("every tool of it", async () => {
  const options = { capabilities: { input: {}, approvals: {} }, responses: ["Paris."] };
  await withServers(
    { every: everythingServer },
    async ({ server, sessionId, call }) => {
      answering(server, {
        "input/request": async ({ requestedSchema }) => {
          const fields = Object.keys(((requestedSchema ?? {}) as Json).properties ?? {});
          // Until it is answered the task stays where it is, and tells so when it is asked for the next time.
          if (fields.includes("interpretation"))
            await server.event("tool:output", ({ text }) => /Found multiple interpretations/.test(String(text)));
          const content = Object.entries(FORMS).filter(([name]) => fields.includes(name));
          return { action: "accept", content: Object.fromEntries(content) };
        },
        "approval/request": ({ options }) => ({ optionId: (options as { id: string }[])[0]?.id }),
      });
      for (const [tool, input, told] of CALLS) {
        const answer = await call(`mcp_every_${tool}`, input);
        assert.ok(answer.success, `${tool}: ${JSON.stringify(answer)}`);
        assert.match(JSON.stringify(answer.output), told);
      }
      const { tools } = (await server.call("tool/list", { sessionId })) as unknown as { tools: { name: string }[] };
      const driven = [...CALLS.map(([tool]) => tool), "resources"].map((tool) => `mcp_every_${tool}`);
      assert.equal(tools.map(({ name }) => name).sort(), driven.sort(), "there is none that was not called");
      await server.event("mcp:log");
    },
    options,
  );
});

test("the model calls one in a turn, and sees its answer", async () => {
  const responses = [callsTo("mcp_every_get-sum", { a: 20, b: 22 }), "It is 42."];
  await withServers(
    { every: everythingServer },
    async ({ server, sessionId }) => {
      const { text } = await server.call("session/execute", { sessionId, prompt: "add" });
      assert.is(text, "It is 42.");
      const result = (await server.messages(sessionId)).find(({ role }) => role === "tool");
      assert.match(JSON.stringify(result?.content), /42/);
    },
    { responses },
  );
});

test.run();
