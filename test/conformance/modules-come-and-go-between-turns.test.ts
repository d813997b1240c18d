/** `module/mount` and `module/unmount`. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, mockPlan, ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import { type Json, request } from "../support/wire/frames.ts";

const test = suite("modules between turns");
const odd = (mode: string): string =>
  `exec:${process.execPath} ${join(ROOT, "test", "support", "odd-module.mjs")} ${mode}`;
const ODD = { module: "odd-one", source: odd("plain") };

async function toolNames(server: ServerFixture, sessionId: string): Promise<unknown[]> {
  return ((await server.call("tool/list", { sessionId })).tools as Json[]).map(({ name }) => name).sort();
}

async function moduleIds(server: ServerFixture, sessionId: string): Promise<unknown[]> {
  return ((await server.call("module/list", { sessionId })).modules as Json[]).map(({ id }) => id);
}

test("a module comes, works, survives a resume, and goes", async () => {
  const first = await ServerFixture.start({ capabilities: {} });
  const sessionId = await first.createSession({ mountPlan: mockPlan([callsTo("odd", {}), "Done."]) });
  const { mounted } = await first.call("module/mount", { sessionId, entry: ODD });
  assert.equal([(mounted as Json).id, (mounted as Json).kind], ["odd-one", "tool"]);
  assert.is((await first.event("module:mounted")).id, "odd-one");
  await first.call("module/mount", { sessionId, entry: "tool-search" });
  await first.call("session/execute", { sessionId, prompt: "go" });
  const result = (await first.messages(sessionId)).find(({ role }) => role === "tool");
  assert.is(textOf(result), "plain");
  await first.crash();
  await withServer({ home: first.home }, async (server) => {
    await server.call("session/resume", { sessionId });
    assert.equal(await toolNames(server, sessionId), ["glob", "grep", "odd"]);
    await server.call("module/unmount", { sessionId, id: "odd-one" });
    assert.is((await server.event("module:unmounted")).id, "odd-one");
    assert.equal(await toolNames(server, sessionId), ["glob", "grep"]);
    assert.not.ok((await moduleIds(server, sessionId)).includes("odd-one"));
    assert.is((await server.failure("module/unmount", { sessionId, id: "odd-one" })).data.kind, "module-not-found");
  });
});

test("a variable becomes the number that the module wants, as in a plan", () =>
  withServer({ capabilities: {}, env: { RESULTS: "7" } }, async (server) => {
    const sessionId = await server.createSession({ mountPlan: mockPlan(["Done."]) });
    const entry = { module: "tool-search", config: { max_results: "${RESULTS}" } };
    const { mounted } = await server.call("module/mount", { sessionId, entry });
    assert.is((mounted as Json).id, "tool-search");
  }));

const FAILED: readonly (readonly [title: string, entry: unknown, kind: string, message: RegExp])[] = [
  ["an unknown module", "tool-serach", "module-not-found", /did you mean.*tool-search/i],
  [
    "a config key that there is not",
    { module: "tool-search", config: { nope: 1 } },
    "mount-plan-invalid",
    /entry\.config\.nope/,
  ],
  ["an entry that is none", { modul: "x" }, "mount-plan-invalid", /entry\.modul/],
  ["an id that is taken", { module: "tool-bash" }, "mount-plan-invalid", /"tool-bash" is mounted already/],
  ["tools whose names are taken", { module: "tool-bash", id: "second" }, "module-load-failed", /tools bash/],
  ["another context", "context-simple", "mount-plan-invalid", /mounted already|keeps the one/],
  [
    "a variable that is not set",
    { module: "tool-search", config: { x: "${NO_SUCH_VARIABLE}" } },
    "mount-plan-invalid",
    /NO_SUCH_VARIABLE/,
  ],
  [
    "a process that takes a name",
    { module: "odd-one", source: odd("takes-bash") },
    "module-load-failed",
    /"bash" already/,
  ],
];
test("what fails leaves the session as it was", () =>
  withServer({}, async (server) => {
    const sessionId = await server.createSession({
      mountPlan: mockPlan(["x"], { tools: [{ module: "tool-bash" }] }),
      ephemeral: true,
    });
    const before = [await toolNames(server, sessionId), await moduleIds(server, sessionId)];
    for (const [title, entry, kind, message] of FAILED) {
      const failure = await server.failure("module/mount", { sessionId, entry });
      assert.is(failure.data.kind, kind, title);
      assert.match(failure.message, message, title);
      assert.equal([await toolNames(server, sessionId), await moduleIds(server, sessionId)], before, title);
    }
    for (const id of ["loop-streaming", "context-simple"]) {
      assert.is((await server.failure("module/unmount", { sessionId, id })).data.kind, "invalid-params", id);
    }
  }));

test("not in a turn", () =>
  withServer({}, async (server) => {
    const mountPlan = mockPlan([{ text: "slow", delay_ms: 60_000 }]);
    const sessionId = await server.createSession({ mountPlan, ephemeral: true });
    const turn = server.call("session/execute", { sessionId, prompt: "go" });
    await server.event("llm:request");
    for (const [method, params] of [
      ["module/mount", { sessionId, entry: "tool-search" }],
      ["module/unmount", { sessionId, id: "provider-mock" }],
    ] as const) {
      assert.is((await server.failure(method, params)).data.kind, "session-busy", method);
    }
    await server.call("session/cancel", { sessionId, mode: "immediate" });
    assert.is((await turn).stopReason, "cancelled");
    // In one write, so that the module cannot be mounted before the second request is there.
    server.client.send(
      request("mount", "module/mount", { sessionId, entry: ODD }),
      request("early", "session/execute", { sessionId, prompt: "too early" }),
    );
    const { error } = (await server.client.response("early")) as { error?: { message: string } };
    assert.match(String(error?.message), /changing its modules/);
    const { result } = (await server.client.response("mount")) as { result?: { mounted: Json } };
    assert.is(result?.mounted.id, "odd-one");
  }));

test.run();
