import * as assert from "uvu/assert";
import { callsTo, openPlan, type ServerFixture, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("resume at once");
const S = { sessionId: "s" };

async function create(server: ServerFixture): Promise<void> {
  const mountPlan = openPlan([callsTo("bash", { command: "echo begun; exec sleep 1000", timeout: 900 })]);
  await server.createSession({ ...S, mountPlan });
}

test("two resumes at once are one session", async () => {
  await withServer({}, async (server) => {
    await create(server);
    await server.call("session/close", S);
    const [first, second] = await Promise.all([server.call("session/resume", S), server.call("session/resume", S)]);
    assert.equal(first.mounted, second.mounted);
    const { sessions } = (await server.call("kernel/status")) as { sessions: Json[] };
    assert.is(sessions.length, 1);
    const resumed = server.events("s").filter(({ event }) => event === "session:resume");
    assert.is(resumed.length, 1);
  });
});

test("a request behind a create waits for the session, and two creates of one id are one session", async () => {
  await withServer({}, async (server) => {
    const creating = server.send("session/create", { ...S, mountPlan: openPlan(["Hello."]) });
    const executing = server.call("session/execute", { ...S, prompt: "Hi." });
    assert.is((await server.failure("session/create", { ...S, mountPlan: openPlan([]) })).data.kind, "session-exists");
    assert.is((await executing).text, "Hello.");
    assert.is((await creating.response).error, undefined);
  });
});

test("a resume behind a close that still ends a tool brings the session back when that is done", async () => {
  await withServer({}, async (server) => {
    await create(server);
    const turn = server.call("session/execute", { ...S, prompt: "Go." });
    await server.event("tool:output");
    const closing = server.call("session/close", S);
    const { repairs } = await server.call("session/resume", S);
    assert.is(await closing, null);
    assert.is((await turn).stopReason, "cancelled");
    assert.equal(repairs, [], "it was closed in good order");
    assert.is((await server.messages("s")).length, 3);
    assert.is((await server.call("session/get", S)).status, "idle");
    assert.is((await server.call("tool/call", { ...S, name: "bash", input: { command: "echo works" } })).success, true);
  });
});

test.run();
