import * as assert from "uvu/assert";
import { mockPlan, ServerFixture } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";

const test = suite("catching up");

for (const ephemeral of [false, true]) {
  test(`a live session without hooks-logging replays what was live, ${ephemeral ? "ephemeral" : "stored"}`, async () => {
    const server = await ServerFixture.start({ capabilities: {} });
    const sessionId = await server.createSession({ mountPlan: mockPlan(["Hello."]), ephemeral });
    await server.call("session/execute", { sessionId, prompt: "hi" });
    const live = server.events(sessionId).filter((event) => event.ephemeral === undefined);
    const before = server.events(sessionId).length;
    await server.call("event/subscribe", { sessionId, fromSeq: 0 });
    assert.equal(server.events(sessionId).slice(before), live);
    await server.close();
  });
}

test("a log that is written elsewhere does not cost the replay", async () => {
  const server = await ServerFixture.start({ capabilities: {} });
  const hooks = [{ module: "hooks-logging", config: { path: "elsewhere.jsonl" } }];
  const sessionId = await server.createSession({ mountPlan: mockPlan(["Hello."], { hooks }) });
  await server.call("session/execute", { sessionId, prompt: "hi" });
  const live = server.events(sessionId).filter((event) => event.ephemeral === undefined);
  const before = server.events(sessionId).length;
  await server.call("event/subscribe", { sessionId, fromSeq: 0 });
  assert.equal(server.events(sessionId).slice(before), live);
  await server.close();
});

test("numbers go on where they were when a session without a log is closed and resumed", async () => {
  const server = await ServerFixture.start({ capabilities: {} });
  const sessionId = await server.createSession({ mountPlan: mockPlan(["Hello."]) });
  await server.call("session/execute", { sessionId, prompt: "hi" });
  await server.call("session/close", { sessionId });
  await server.call("session/resume", { sessionId });
  const logged = server.events(sessionId).filter((event) => event.ephemeral === undefined);
  assert.equal(
    logged.map((event) => event.seq),
    logged.map((_, index) => index + 1),
  );
  await server.close();
});

test("text that is held back comes before the reply, and before the end", async () => {
  const server = await ServerFixture.start();
  const events = { maxLatencyMs: 1000 };
  await server.call("initialize", { protocolVersions: ["1.0"], clientInfo: { name: "test" }, events });
  const subscribe = ["content_block:delta"];
  const sessionId = await server.createSession({ mountPlan: mockPlan(["Hello."]), ephemeral: true, subscribe });
  const turn = server.send("session/execute", { sessionId, prompt: "hi" });
  server.client.end();
  await turn.response;
  assert.is(
    server
      .events(sessionId)
      .map(({ data }) => data.delta)
      .join(""),
    "Hello.",
  );
  await server.close();
});

test.run();
