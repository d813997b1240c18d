import * as assert from "uvu/assert";
import { mockPlan, type ServerFixture, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("naming over the wire");

const PLAN = mockPlan(["Done."], { hooks: [{ module: "hooks-logging" }, { module: "hooks-session-naming" }] });
const PROMPT = "look into `server` and say what it does. Then tell me how I could make it faster.";

async function titleOf(server: ServerFixture, sessionId: string): Promise<unknown> {
  const { sessions } = (await server.call("session/list", {})) as { sessions: readonly Json[] };
  return sessions.find((session) => session.sessionId === sessionId)?.title;
}

test("a title says what the session is about; the mock is not asked for it, and one that was given stays", async () => {
  await withServer({}, async (server) => {
    const unnamed = await server.createSession({ mountPlan: PLAN });
    const named = await server.createSession({ mountPlan: PLAN, title: "Mine" });
    for (const sessionId of [unnamed, named]) await server.call("session/execute", { sessionId, prompt: PROMPT });
    assert.equal((await server.event("session:named")).title, "Look into `server` and say what it does");
    assert.is(await titleOf(server, unnamed), "Look into `server` and say what it does");
    await server.call("session/close", { sessionId: named });
    assert.is(await titleOf(server, named), "Mine");
    assert.is(server.events(named).filter(({ event }) => event === "session:named").length, 0);
    assert.is(server.events(unnamed).filter(({ event }) => event === "llm:request").length, 1);
  });
});

test.run();
