import { existsSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, removeHome, ServerFixture, shellPlan, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("nobody to ask");
const MARK = "touch ran.txt";

async function start(
  server: ServerFixture,
  hooks?: readonly Json[],
  more: Json = {},
): Promise<{ reply: Promise<Json> }> {
  const mountPlan = shellPlan([callsTo("bash", { command: MARK }), "I go on."], hooks && { hooks });
  await server.createSession({ sessionId: "s", mountPlan, ...more });
  return { reply: server.call("session/execute", { sessionId: "s", prompt: "Run it." }) };
}

async function assertDenied(server: ServerFixture, reason: RegExp): Promise<void> {
  assert.not.ok(existsSync(join(server.home.workspace, "ran.txt")), "it must not run");
  const result = (await server.messages("s")).find((message) => message.role === "tool");
  assert.match(textOf(result), reason);
}

const asked = (server: ServerFixture): number =>
  server.client.received.flat().filter((message) => message.method === "approval/request").length;

test("a client without the capability is not asked: the model hears at once that nobody could be", async () => {
  await withServer({ capabilities: { display: {} } }, async (server) => {
    const { reply } = await start(server);
    assert.is((await reply).text, "I go on.");
    assert.is(asked(server), 0);
    await assertDenied(server, /nobody to ask/);
  });
});

test("a client that offers approvals is asked whether it subscribed or not", async () => {
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    const { reply } = await start(server, undefined, { subscribe: false });
    server.answer(await server.approval(), "deny_once");
    assert.is((await reply).text, "I go on.");
    assert.equal(server.events(), []);
  });
});

test("a question that nobody answers in time is withdrawn, and means no", async () => {
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    const { reply } = await start(server, [{ module: "hooks-approval", config: { default_timeout: 0.05 } }]);
    const question = await server.approval();
    assert.is(question.params.timeoutMs, 50);
    assert.is((await reply).text, "I go on.");
    await assertDenied(server, /Nobody answered in time/);
    const [resolved] = server.client.notifications("approval/resolved");
    const { approvalId, default: optionId } = question.params;
    assert.equal(resolved?.params, { approvalId, sessionId: "s", optionId, reason: "timeout" });
    const withdrawn = await server.client.message((message) => message.method === "$/cancelRequest");
    assert.equal(withdrawn.params, { id: question.id });
    server.answer(question, "allow_once");
    assert.is((await server.call("session/get", { sessionId: "s" })).status, "idle");
    await assertDenied(server, /Nobody answered in time/);
  });
});

test("a cancelled turn withdraws its question", async () => {
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    const { reply } = await start(server);
    const question = await server.approval();
    assert.equal(await server.call("session/cancel", { sessionId: "s" }), { cancelled: true });
    assert.is((await reply).stopReason, "cancelled");
    const { approvalId } = question.params;
    const resolved = await server.client.message((message) => message.method === "approval/resolved");
    const { optionId, ...rest } = resolved.params as Json;
    assert.equal(rest, { approvalId, sessionId: "s", reason: "cancelled" });
    const option = question.params.options.find((one) => one.id === optionId);
    assert.ok(optionId === undefined || option?.kind.startsWith("deny"), "a withdrawn question is never a yes");
    await server.client.message((message) => message.method === "$/cancelRequest");
    assert.is((await server.call("session/execute", { sessionId: "s", prompt: "Go on." })).stopReason, "end_turn");
    assert.not.ok(existsSync(join(server.home.workspace, "ran.txt")));
  });
});

test("a client that closes its end while a question waits has said no; the turn is finished and the process ends with 0", async () => {
  const server = await ServerFixture.start({ capabilities: { approvals: {} } });
  try {
    const { reply } = await start(server);
    const question = await server.approval();
    server.client.end();
    assert.is((await reply).text, "I go on.");
    assert.equal(await server.exit, { code: 0, signal: null });
    assert.not.ok(existsSync(join(server.home.workspace, "ran.txt")));
    const [resolved] = server.client.notifications("approval/resolved");
    const { approvalId } = question.params;
    assert.equal(resolved?.params, { approvalId, sessionId: "s", reason: "disconnected" });
    const denied = server.events("s").find((event) => event.event === "approval:denied");
    assert.match(String(denied?.data.reason), /nobody to ask/);
  } finally {
    await server.crash();
    await removeHome(server.home);
  }
});

test.run();
