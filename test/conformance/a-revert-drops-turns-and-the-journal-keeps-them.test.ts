import * as assert from "uvu/assert";
import {
  callsTo,
  makeHome,
  mockPlan,
  openPlan,
  removeHome,
  ServerFixture,
  storedFiles,
  textOf,
  withServer,
} from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { startAnthropicServer } from "../support/vendors/index.ts";

const test = suite("session/revert");
const S = { sessionId: "s" };

async function turns(server: ServerFixture, ...ids: readonly string[]): Promise<void> {
  for (const turnId of ids) await server.call("session/execute", { ...S, prompt: `Turn ${turnId}.`, turnId });
}

const shape = async (server: ServerFixture): Promise<string[]> =>
  (await server.messages("s")).map((message) => `${message.turn} ${textOf(message)}`);

test("the dropped turns leave the history, the next one takes their number, and a restart agrees", async () => {
  const home = await makeHome();
  const first = await ServerFixture.start({ home, capabilities: {} });
  try {
    await first.createSession({ ...S, mountPlan: openPlan(["One.", "Two.", "Three.", "Four.", "Five."]) });
    await turns(first, "a", "b", "c");
    const { nextCursor } = await first.call("session/messages", { ...S, limit: 2 });
    assert.equal(await first.call("session/revert", { ...S, atTurn: 1 }), { turns: 1, messages: 2 });
    const told = await first.event("session:revert");
    const { at_turn, from_turn, messages } = told;
    assert.equal({ at_turn, from_turn, messages }, { at_turn: 1, from_turn: 3, messages: 2 });
    assert.equal(await shape(first), ["1 Turn a.", "1 One."]);
    await turns(first, "b");
    const expected = ["1 Turn a.", "1 One.", "2 Turn b.", "2 Four."];
    assert.equal(await shape(first), expected, "the id that was dropped was run again");
    const next = await first.call("session/messages", { ...S, cursor: nextCursor });
    assert.is((next.messages as unknown[]).length, 2, "a page goes on behind the last message that was read");
    const fork = await first.call("session/fork", { ...S, atTurn: 2, subscribe: false });
    assert.is((await first.messages(fork.sessionId as string)).length, 4);
    await first.crash();
    const second = await ServerFixture.start({ home, capabilities: {} });
    assert.equal((await second.call("session/resume", S)).repairs, []);
    assert.equal(await shape(second), expected);
    assert.is((await second.call("session/get", S)).turns, 2);
    assert.match((await storedFiles(home, "s")).get("journal.jsonl") ?? "", "Three.");
    await second.crash();
  } finally {
    await first.crash();
    await removeHome(home);
  }
});

test("the model sees nothing of what was dropped, and its history is well-formed", async () => {
  const vendor = await startAnthropicServer([
    { blocks: [{ tool: "bash", id: "call_1", input: { command: "echo first" } }] },
    "Done one.",
    { blocks: [{ tool: "bash", id: "call_2", input: { command: "echo second" } }] },
    "Done two.",
    "Done three.",
  ]);
  try {
    await withServer({ env: { ANTHROPIC_API_KEY: "sk-ant-test-0000000000000000" } }, async (server) => {
      const providers = [{ module: "provider-anthropic", config: { base_url: vendor.url } }];
      await server.createSession({ ...S, mountPlan: openPlan([], { providers }) });
      await turns(server, "a", "b");
      await server.call("session/revert", { ...S, atTurn: 1 });
      await turns(server, "c");
      const sent = JSON.stringify(vendor.requests.at(-1)?.body.messages);
      assert.match(sent, "call_1");
      assert.not.match(sent, /call_2|Turn b/);
    });
  } finally {
    await vendor.close();
  }
});

test("all turns may go; one that is not there is refused, and one that runs is busy", async () => {
  await withServer({}, async (server) => {
    const mountPlan = mockPlan(["One.", { text: "Slow.", delay_ms: 60_000 }]);
    await server.createSession({ ...S, mountPlan });
    await turns(server, "a");
    assert.is((await server.failure("session/revert", { ...S, atTurn: 2 })).code, -32602);
    assert.equal(await server.call("session/revert", { ...S, atTurn: 0 }), { turns: 0, messages: 0 });
    void server.send("session/execute", { ...S, prompt: "Again." });
    await server.event("prompt:submit", ({ turn_id }) => turn_id !== "a");
    assert.is((await server.failure("session/revert", { ...S, atTurn: 0 })).data.kind, "session-busy");
    await server.call("session/cancel", { ...S, mode: "immediate" });
    await server.call("session/close", S);
    assert.is((await server.failure("session/revert", { ...S, atTurn: 0 })).data.kind, "session-not-live");
  });
});

test("what was configured and the tools stay; only the history goes back", async () => {
  await withServer({}, async (server) => {
    await server.createSession({
      ...S,
      mountPlan: openPlan([callsTo("bash", { command: "echo hi" }), "One.", "Two."]),
    });
    await server.call("session/configure", { ...S, model: "mock-large" });
    await turns(server, "a", "b");
    await server.call("session/revert", { ...S, atTurn: 1 });
    assert.is((await server.messages("s")).length, 4);
    assert.equal((await server.call("session/get", S)).settings, { model: "mock-large" });
  });
});

test.run();
