import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { answer, codeOf, gate, PROMPT, sessionFixture } from "./session-fixture.ts";

const test = suite("session states");

test("created, initializing, ready, executing, ready, closing, closed", async () => {
  const turn = gate();
  const run = async () => {
    await turn.promise;
    return answer("done")();
  };
  const { session } = sessionFixture({ run });
  const states = [session.state];
  const initialized = session.initialize();
  states.push(session.state);
  await initialized;
  states.push(session.state);
  const executed = session.execute(PROMPT);
  states.push(session.state);
  turn.open();
  await executed;
  states.push(session.state);
  const closed = session.cleanup();
  states.push(session.state);
  await closed;
  states.push(session.state);
  assert.equal(states, ["created", "initializing", "ready", "executing", "ready", "closing", "closed"]);
});

test("initialize is idempotent, also while it runs", async () => {
  const fixture = sessionFixture();
  const { session } = fixture;
  const [first, second] = await Promise.all([session.initialize(), session.initialize()]);
  assert.is(first, second);
  assert.is(await session.initialize(), first);
  assert.equal(fixture.events, ["session:start"]);
});

test("a session that is not ready does not execute, and says what it is", async () => {
  const { session } = sessionFixture();
  assert.is(await codeOf(session.execute(PROMPT)), "session-not-ready");
  await session.initialize();
  await session.cleanup();
  assert.is(await codeOf(session.execute(PROMPT)), "session-not-ready");
});

test("a session that was closed before it began cannot be initialized, and has no end to tell of", async () => {
  const fixture = sessionFixture();
  const { session } = fixture;
  assert.equal(await session.cleanup(), []);
  assert.is(session.state, "closed");
  assert.is(await codeOf(session.initialize()), "session-not-ready");
  assert.equal(fixture.events, []);
});

test("the history is there from initialization on", async () => {
  const { session } = sessionFixture();
  assert.throws(() => session.history, /not initialized/);
  await session.initialize();
  assert.equal(await session.history.getMessages(), []);
});

test.run();
