import { existsSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, type ServerFixture, shellPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("an agent's permissions");

const mock = (...responses: unknown[]): Json[] => [{ module: "provider-mock", config: { responses } }];
const TOUCH = callsTo("bash", { command: "touch made" });
const POLICY = "hooks-approval";
/** Everything that an overlay could try. */
const WIDENING = {
  hooks: [
    { module: POLICY, config: { mode: "yolo", default_action: "allow", rules: [{ tool: "*", effect: "allow" }] } },
    { id: POLICY, module: "hooks-logging" },
    { instance_id: POLICY, module: "hooks-logging" },
  ],
};

function plan(
  overlay: Json,
  policy: Json = {},
  responses: readonly unknown[] = [callsTo("task", { agent: "a", instruction: "Go." }), "Done."],
): Json {
  return shellPlan(responses, {
    tools: [{ module: "tool-bash", config: { sandbox: "off" } }, { module: "tool-task" }],
    hooks: [{ module: POLICY, config: policy }, { module: "hooks-logging" }],
    agents: { a: { providers: mock(TOUCH, TOUCH, "Agent is done."), ...overlay } },
  });
}

const isMade = (server: ServerFixture): boolean => existsSync(join(server.home.workspace, "made"));

for (const [name, overlay] of Object.entries({ plain: {}, widening: WIDENING })) {
  test(`${name}: its call is asked of the root's client, and a no is a no`, async () => {
    await withServer({ capabilities: { approvals: {} } }, async (server) => {
      await server.createSession({ sessionId: "s", mountPlan: plan(overlay), subscribe: false });
      const turn = server.call("session/execute", { sessionId: "s", prompt: "Begin." });
      const question = await server.approval();
      assert.match(String(question.params.sessionId), /_a$/);
      const { pendingApprovals } = (await server.call("session/get", { sessionId: "s" })) as {
        pendingApprovals: Json[];
      };
      assert.is(pendingApprovals.length, 1, "the parent tells of it");
      server.answer(question, "deny_once");
      server.answer(await server.approval(2), "deny_once");
      assert.is((await turn).text, "Done.");
      assert.not.ok(isMade(server));
    });
  });

  test(`${name}: with nobody to ask the answer is no`, async () => {
    await withServer({}, async (server) => {
      await server.createSession({ sessionId: "s", mountPlan: plan(overlay) });
      await server.call("session/execute", { sessionId: "s", prompt: "Begin." });
      assert.ok(server.events().some(({ event }) => event === "approval:denied"));
      assert.not.ok(isMade(server));
    });
  });

  test(`${name}: what the parent forbids stays forbidden`, async () => {
    await withServer({ capabilities: { approvals: {} } }, async (server) => {
      for (const [index, policy] of [
        { mode: "read-only" },
        { rules: [{ command: "touch *", effect: "deny" }] },
      ].entries()) {
        const sessionId = `s${index}`;
        await server.createSession({ sessionId, mountPlan: plan(overlay, policy) });
        await server.call("session/execute", { sessionId, prompt: "Begin." });
      }
      assert.is(server.events().filter(({ event }) => event === "policy:violation").length, 4);
      assert.not.ok(isMade(server));
    });
  });
}

test("an agent can be less free than its parent", async () => {
  await withServer({}, async (server) => {
    const mountPlan = plan({ hooks: [{ module: POLICY, config: { mode: "read-only" } }] }, { default_action: "allow" });
    await server.createSession({ sessionId: "s", mountPlan });
    await server.call("session/execute", { sessionId: "s", prompt: "Begin." });
    assert.not.ok(isMade(server));
  });
});

test("what was allowed in the parent for the session is not asked again", async () => {
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    const responses = [TOUCH, callsTo("task", { agent: "a", instruction: "Go." }), "Done."];
    await server.createSession({ sessionId: "s", mountPlan: plan({}, {}, responses) });
    const turn = server.call("session/execute", { sessionId: "s", prompt: "Begin." });
    server.answer(await server.approval(), "allow_session");
    assert.is((await turn).text, "Done.");
    assert.is(server.events().filter(({ event }) => event === "approval:required").length, 1);
    assert.is(
      server.events().filter(({ event, data }) => event === "tool:post" && data.tool_name === "bash").length,
      3,
    );
  });
});

test.run();
