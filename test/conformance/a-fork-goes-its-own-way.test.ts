import * as assert from "uvu/assert";
import {
  makeHome,
  mockPlan,
  openPlan,
  removeHome,
  ServerFixture,
  textOf,
  withServer,
} from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";

const test = suite("session/fork");
const S = { sessionId: "s" };

/** A session of three turns. */
async function threeTurns(server: ServerFixture): Promise<void> {
  await server.createSession({ ...S, mountPlan: openPlan(["One.", "Two.", "Three.", "Four."]), title: "Counting" });
  for (const turnId of ["a", "b", "c"])
    await server.call("session/execute", { ...S, prompt: `Turn ${turnId}.`, turnId });
}

const texts = async (server: ServerFixture, sessionId: string): Promise<string[]> =>
  (await server.messages(sessionId)).map((message) => textOf(message));

test("it has the history up to and including the turn, and neither session hears of the other's later turns", async () => {
  await withServer({}, async (server) => {
    await threeTurns(server);
    const fork = await server.call("session/fork", { ...S, atTurn: 1 });
    const id = fork.sessionId as string;
    assert.equal(
      { parentId: fork.parentId, atTurn: fork.atTurn, warnings: fork.warnings },
      { parentId: "s", atTurn: 1, warnings: [] },
    );
    assert.equal(await texts(server, id), ["Turn a.", "One."]);
    const reply = await server.call("session/execute", { sessionId: id, prompt: "Turn d." });
    assert.is(reply.text, "One.", "its provider begins anew");
    assert.equal(
      (await server.messages(id)).map(({ turn }) => turn),
      [1, 1, 2, 2],
    );
    assert.is((await server.messages("s")).length, 6);
    const { title, turns, parentId, forkedFrom } = await server.call("session/get", { sessionId: id });
    const lineage = { title: "Counting", turns: 2, parentId: "s", forkedFrom: { sessionId: "s", atTurn: 1 } };
    assert.equal({ title, turns, parentId, forkedFrom }, lineage);
    const own = server.events(id).filter(({ event }) => event.startsWith("session:"));
    assert.equal(
      own.map(({ event, seq }) => ({ event, seq })),
      [
        { event: "session:fork", seq: 1 },
        { event: "session:start", seq: 2 },
      ],
    );
    assert.equal({ parent: own[0]?.data.parent, at_turn: own[0]?.data.at_turn }, { parent: "s", at_turn: 1 });
  });
});

test("the whole history is the default, turn 0 none of it, and a turn that is not there is refused", async () => {
  await withServer({}, async (server) => {
    await threeTurns(server);
    const whole = await server.call("session/fork", S);
    assert.is(whole.atTurn, 3);
    assert.is((await texts(server, whole.sessionId as string)).length, 6);
    const none = await server.call("session/fork", { ...S, atTurn: 0 });
    assert.equal(await texts(server, none.sessionId as string), []);
    const failure = await server.failure("session/fork", { ...S, atTurn: 4 });
    assert.is(failure.code, -32602);
    assert.match(failure.message, "the session has 3");
    assert.is((await server.failure("session/fork", { sessionId: "nobody" })).data.kind, "session-not-found");
  });
});

test("a stored session can be forked without being resumed, and the fork outlives it", async () => {
  const home = await makeHome();
  const first = await ServerFixture.start({ home, capabilities: {} });
  await threeTurns(first);
  await first.crash();
  const second = await ServerFixture.start({ home, capabilities: {} });
  try {
    const id = (await second.call("session/fork", { ...S, atTurn: 2 })).sessionId as string;
    assert.is((await second.call("session/get", S)).status, "stored");
    await second.call("session/delete", S);
    await second.call("session/close", { sessionId: id });
    assert.equal((await second.call("session/resume", { sessionId: id })).repairs, []);
    assert.equal(await texts(second, id), ["Turn a.", "One.", "Turn b.", "Two."]);
  } finally {
    await second.crash();
    await removeHome(home);
  }
});

test("while a turn runs, the fork ends before it; the turn itself is busy", async () => {
  await withServer({}, async (server) => {
    const mountPlan = mockPlan(["One.", { text: "Slow.", delay_ms: 60_000 }]);
    await server.createSession({ ...S, mountPlan });
    await server.call("session/execute", { ...S, prompt: "First." });
    void server.send("session/execute", { ...S, prompt: "Second." });
    await server.event("provider:request", ({ iteration }) => iteration === 1);
    await server.event("prompt:submit", ({ turn }) => turn === 2);
    assert.is((await server.call("session/fork", S)).atTurn, 1);
    assert.is((await server.failure("session/fork", { ...S, atTurn: 2 })).data.kind, "session-busy");
    await server.call("session/cancel", { ...S, mode: "immediate" });
  });
});

test("overrides change its plan; what the copied turns answered is known in it by their ids", async () => {
  await withServer({}, async (server) => {
    await threeTurns(server);
    const overrides = { providers: [{ module: "provider-mock", config: { responses: ["From the fork."] } }] };
    const sessionId = (await server.call("session/fork", { ...S, atTurn: 1, overrides })).sessionId as string;
    assert.is((await server.call("session/execute", { sessionId, prompt: "Turn a.", turnId: "a" })).text, "One.");
    assert.is(
      (await server.call("session/execute", { sessionId, prompt: "Turn b.", turnId: "b" })).text,
      "From the fork.",
    );
  });
});

test("an ephemeral fork is gone with its end, and whoever asks for it hears why", async () => {
  await withServer({}, async (server) => {
    await threeTurns(server);
    const sessionId = (await server.call("session/fork", { ...S, ephemeral: true })).sessionId as string;
    const again = (await server.call("session/fork", { sessionId, atTurn: 1, ephemeral: true })).sessionId as string;
    assert.equal(await texts(server, again), ["Turn a.", "One."], "a fork of a fork");
    await server.call("session/close", { sessionId });
    const failure = await server.failure("session/resume", { sessionId });
    assert.is(failure.data.kind, "session-not-found");
    assert.match(failure.message, "was ephemeral");
  });
});

test("the events of a fork of a fork reach whoever subscribed to the first session", async () => {
  await withServer({}, async (server) => {
    await threeTurns(server);
    const child = (await server.call("session/fork", { ...S, subscribe: false })).sessionId as string;
    const grandchild = (await server.call("session/fork", { sessionId: child, subscribe: false })).sessionId as string;
    await server.call("session/execute", { sessionId: grandchild, prompt: "Hello." });
    const heard = server.events(grandchild).map(({ event }) => event);
    assert.ok(heard.includes("session:fork") && heard.includes("prompt:complete"));
  });
});

test.run();
