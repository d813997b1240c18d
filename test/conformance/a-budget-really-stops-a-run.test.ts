import * as assert from "uvu/assert";
import { callsTo, mockPlan, ServerFixture, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";

const test = suite("a budget");

const READ = { ...callsTo("read_file", { file_path: "a.txt" }), usage: { cost: 0.3 } };

function plan(config: Record<string, unknown>): Record<string, unknown> {
  return mockPlan([READ], {
    tools: [{ module: "tool-filesystem" }],
    hooks: [{ module: "hooks-logging" }, { module: "hooks-scheduler-cost-aware", config }],
  });
}

test("a model that never stops is stopped: no further request, no further tool, and the history stays valid", async () => {
  await withServer({}, async (server) => {
    const sessionId = await server.createSession({ mountPlan: plan({ max_cost: 1 }) });
    const reply = await server.call("session/execute", { sessionId, prompt: "go on for ever" });
    assert.is(reply.stopReason, "denied");
    assert.match(String(reply.text), "$1.2000 of the $1.0000 that this session may cost");
    const names = server.events(sessionId).map(({ event }) => event);
    assert.is(names.filter((name) => name === "llm:request").length, 4);
    assert.is(names.filter((name) => name === "tool:pre").length, 3);
    assert.ok(names.includes("budget:warning") && names.includes("budget:exceeded"));
    const messages = await server.messages(sessionId);
    assert.is(messages.filter(({ role }) => role === "tool").length, 4);
    const again = await server.call("session/execute", { sessionId, prompt: "go on" });
    assert.is(again.stopReason, "denied");
    assert.is((await server.messages(sessionId)).length, messages.length);
  });
});

test("the budget of a session holds after a resume; a turn's budget is new with each turn", async () => {
  const server = await ServerFixture.start({ capabilities: {} });
  const sessionId = await server.createSession({ mountPlan: plan({ max_cost: 2, max_turn_cost: 0.6 }) });
  for (const total of [0.6, 1.2]) {
    const reply = await server.call("session/execute", { sessionId, prompt: "go on" });
    assert.match(String(reply.text), "that this turn may cost");
    assert.is(Number((reply.usage as { cost: number }).cost.toFixed(4)), 0.6, String(total));
  }
  await server.call("session/close", { sessionId });
  await server.call("session/resume", { sessionId });
  await server.call("session/execute", { sessionId, prompt: "go on" });
  const last = await server.call("session/execute", { sessionId, prompt: "go on" });
  assert.match(String(last.text), "of the $2.0000 that this session may cost");
  await server.close();
});

test("what a sub-session spends counts for the one that delegated, and its limit holds in both", async () => {
  await withServer({}, async (server) => {
    const spender = { providers: [{ module: "provider-mock", config: { responses: [READ] } }] };
    const mountPlan = mockPlan([callsTo("task", { agent: "spender", instruction: "Go on for ever." })], {
      tools: [{ module: "tool-filesystem" }, { module: "tool-task" }],
      hooks: [{ module: "hooks-logging" }, { module: "hooks-scheduler-cost-aware", config: { max_cost: 1 } }],
      agents: { spender },
    });
    const sessionId = await server.createSession({ mountPlan });
    const reply = await server.call("session/execute", { sessionId, prompt: "delegate" });
    assert.is(reply.stopReason, "denied");
    assert.match(String(reply.text), "$1.2000 of the $1.0000 that this session may cost");
    const exceeded = server.events().filter(({ event }) => event === "budget:exceeded");
    assert.ok(exceeded.some(({ data }) => data.session_id !== sessionId));
    assert.is(server.events().filter(({ event }) => event === "llm:request").length, 6);
  });
});

test.run();
