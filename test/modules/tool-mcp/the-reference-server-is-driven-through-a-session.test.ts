import * as assert from "uvu/assert";
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
  ["toggle-simulated-logging", {}, /logging/],
  ["toggle-subscriber-updates", {}, /updates/],
];

test("every tool of it that asks nothing back", async () => {
  await withServers({ every: everythingServer }, async ({ call }) => {
    for (const [tool, input, told] of CALLS) {
      const answer = await call(`mcp_every_${tool}`, input);
      assert.ok(answer.success, `${tool}: ${JSON.stringify(answer)}`);
      assert.match(JSON.stringify(answer.output), told);
    }
  });
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
