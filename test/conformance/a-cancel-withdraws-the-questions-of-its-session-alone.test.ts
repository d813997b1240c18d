import * as assert from "uvu/assert";
import { callsTo, shellPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("questions of two sessions");

test("the question of the other session goes on waiting, and its answer counts", async () => {
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    const turns = new Map<string, Promise<Json>>();
    for (const sessionId of ["one", "two"]) {
      const mountPlan = shellPlan([callsTo("bash", { command: `echo ${sessionId}` }), "Done."]);
      await server.createSession({ sessionId, mountPlan });
      turns.set(sessionId, server.call("session/execute", { sessionId, prompt: "Go." }));
    }
    const questions = [await server.approval(1), await server.approval(2)];
    const kept = questions.find(({ params }) => params.sessionId === "two");
    await server.call("session/cancel", { sessionId: "one", mode: "immediate" });
    assert.is((await turns.get("one"))?.stopReason, "cancelled");
    const resolved = server.client.notifications("approval/resolved").map(({ params }) => params as Json);
    assert.equal(
      resolved.map(({ sessionId, reason }) => [sessionId, reason]),
      [["one", "cancelled"]],
    );
    assert.equal((await server.call("session/get", { sessionId: "two" })).pendingApprovals, [kept?.params]);
    server.answer(kept as never, "allow_once");
    assert.is((await turns.get("two"))?.stopReason, "end_turn");
    assert.is((await server.event("approval:granted")).tool_name, "bash");
  });
});

test.run();
