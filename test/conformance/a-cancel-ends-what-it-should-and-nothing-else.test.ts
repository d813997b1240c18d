import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isGroupAlive, isProcessAlive } from "../support/process-groups.ts";
import { openPlan, type ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { type Replies, startAnthropicServer, type VendorServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("cancel");
const ENDLESS = "echo $$; exec sleep 1000";
const UNTIL_GO = "echo begun; until [ -e go ]; do sleep 0.02; done; echo finished";

/** A session with a vendor that answers 400 to a history that is not well paired. */
async function withSession(
  replies: Replies,
  body: (server: ServerFixture, vendor: VendorServer) => Promise<void>,
): Promise<void> {
  const vendor = await startAnthropicServer(replies);
  try {
    await withServer({ env: { ANTHROPIC_API_KEY: "test-key" } }, async (server) => {
      const provider = { module: "provider-anthropic", config: { base_url: vendor.url, max_retries: 0 } };
      await server.createSession({ sessionId: "s", mountPlan: openPlan([], { providers: [provider] }) });
      await body(server, vendor);
    });
  } finally {
    await vendor.close();
  }
}

const execute = (server: ServerFixture, prompt = "Begin."): Promise<Json> =>
  server.call("session/execute", { sessionId: "s", prompt });

const cancel = (server: ServerFixture, more: Json = {}): Promise<Json> =>
  server.call("session/cancel", { sessionId: "s", ...more });

const tool = (command: string, id = "call_1"): { tool: string; id: string; input: Json } => ({
  tool: "bash",
  id,
  input: { command, timeout: 900 },
});

async function outputOf(server: ServerFixture, id: string): Promise<string> {
  return String((await server.event("tool:output", (data) => data.tool_call_id === id)).text);
}

async function assertNextTurnWorks(server: ServerFixture, vendor: VendorServer): Promise<void> {
  const { text, stopReason } = await execute(server, "Go on.");
  assert.equal({ text, stopReason }, { text: "Going on.", stopReason: "end_turn" });
  assert.is(vendor.requests.length, 2);
}

test("graceful ends a stream at once: the part that came is the answer, and the next turn works", async () => {
  const replies: Replies = [{ blocks: [{ text: ["The first ", "half"] }], after: "stall" }, "Going on."];
  await withSession(replies, async (server, vendor) => {
    const turn = execute(server);
    await server.event("content_block:delta", (data) => data.delta === "half");
    assert.equal(await cancel(server, { mode: "graceful" }), { cancelled: true });
    const { text, stopReason } = await turn;
    assert.equal({ text, stopReason }, { text: "The first half", stopReason: "cancelled" });
    await vendor.waitForHangUp();
    const half = (await server.messages("s")).at(-1);
    assert.is(textOf(half), "The first half");
    assert.is(half?.metadata?.interrupted, true);
    assert.is((await server.event("cancel:completed")).was_immediate, false);
    await assertNextTurnWorks(server, vendor);
  });
});

test("immediate kills a running tool with its process group", async () => {
  await withSession([{ blocks: [tool("echo $$; sleep 1000 & sleep 1000")] }, "Going on."], async (server, vendor) => {
    const turn = execute(server);
    const pid = Number(await outputOf(server, "call_1"));
    assert.ok(isGroupAlive(pid));
    assert.equal(await cancel(server, { mode: "immediate" }), { cancelled: true });
    assert.is((await turn).stopReason, "cancelled");
    assert.not.ok(isGroupAlive(pid), "the process group is gone");
    await assertNextTurnWorks(server, vendor);
  });
});

test("graceful lets a running tool finish, keeps its result and asks the model nothing more", async () => {
  await withSession([{ blocks: [tool(UNTIL_GO)] }, "Going on."], async (server, vendor) => {
    const turn = execute(server);
    await outputOf(server, "call_1");
    assert.equal(await cancel(server), { cancelled: true });
    assert.equal(await cancel(server), { cancelled: false }, "it was cancelled already");
    writeFileSync(join(server.home.workspace, "go"), "");
    assert.is((await turn).stopReason, "cancelled");
    assert.is(vendor.requests.length, 1);
    assert.match(textOf((await server.messages("s")).at(-1)), "finished");
    await assertNextTurnWorks(server, vendor);
  });
});

test("immediate after graceful kills the tool that was to finish", async () => {
  await withSession([{ blocks: [tool(ENDLESS)] }, "Going on."], async (server, vendor) => {
    const turn = execute(server);
    const pid = Number(await outputOf(server, "call_1"));
    assert.equal(await cancel(server), { cancelled: true });
    assert.equal(await cancel(server, { mode: "immediate" }), { cancelled: true });
    assert.is((await turn).stopReason, "cancelled");
    assert.not.ok(isProcessAlive(pid));
    await assertNextTurnWorks(server, vendor);
  });
});

test("a toolCallId kills that tool alone: the other one and the turn go on", async () => {
  const calls = [tool(ENDLESS, "call_a"), tool(UNTIL_GO, "call_b")];
  await withSession([{ blocks: calls }, "Both are over."], async (server) => {
    const turn = execute(server);
    const pid = Number(await outputOf(server, "call_a"));
    await outputOf(server, "call_b");
    assert.equal(await cancel(server, { toolCallId: "call_a" }), { cancelled: true });
    await server.client.message(({ params }) => {
      const { event, data } = (params ?? {}) as { event?: string; data?: Json };
      return (event === "tool:post" || event === "tool:error") && data?.tool_call_id === "call_a";
    });
    assert.not.ok(isProcessAlive(pid));
    assert.equal(await cancel(server, { toolCallId: "call_a" }), { cancelled: false });
    writeFileSync(join(server.home.workspace, "go"), "");
    const { text, stopReason } = await turn;
    assert.equal({ text, stopReason }, { text: "Both are over.", stopReason: "end_turn" });
    const results = (await server.messages("s")).filter((message) => message.role === "tool");
    assert.match(textOf(results[0]), "cancelled");
    assert.match(textOf(results[1]), "finished");
  });
});

test("$/cancelRequest of session/execute is answered -32800, kills the tool, and leaves a session that works", async () => {
  await withSession([{ blocks: [tool(ENDLESS)] }, "Going on."], async (server, vendor) => {
    const { id, response } = server.send("session/execute", { sessionId: "s", prompt: "Begin." });
    const pid = Number(await outputOf(server, "call_1"));
    server.client.notify("$/cancelRequest", { id });
    const { error } = (await response) as { error: { code: number; data: Json } };
    assert.is(error.code, -32800);
    assert.is(error.data.kind, "cancelled");
    assert.not.ok(isProcessAlive(pid));
    assert.is((await server.call("session/get", { sessionId: "s" })).status, "idle");
    await assertNextTurnWorks(server, vendor);
  });
});

test("between turns there is nothing to cancel", async () => {
  await withSession(["Hello."], async (server) => {
    assert.equal(await cancel(server), { cancelled: false });
    assert.equal(await cancel(server, { mode: "immediate" }), { cancelled: false });
    assert.equal(await cancel(server, { toolCallId: "none" }), { cancelled: false });
    assert.is((await execute(server)).text, "Hello.", "nothing of it lasts");
  });
});

test.run();
