import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import {
  callsTo,
  makeHome,
  openPlan,
  removeHome,
  ServerFixture,
  textOf,
  withServer,
} from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("session/enqueue");
const S = { sessionId: "s" };

/** The first turn waits until a file is there. */
const WAIT = callsTo("bash", { command: "while [ ! -e go ]; do sleep 0.02; done" });

async function busySession(server: ServerFixture): Promise<{ readonly ended: Promise<Json> }> {
  await server.createSession({ ...S, mountPlan: openPlan([WAIT, "Waited.", "Second.", "Third.", "Fourth."]) });
  const { response } = server.send("session/execute", { ...S, prompt: "Wait." });
  await server.event("tool:pre");
  return { ended: response };
}

const release = (server: ServerFixture): Promise<Json> =>
  server.call("tool/call", { ...S, name: "bash", input: { command: "touch go" } });
const idsOf = ({ entries }: Json): unknown[] => (entries as Json[]).map(({ entryId }) => entryId);
const prompts = async (server: ServerFixture): Promise<string[]> =>
  (await server.messages("s")).filter(({ role }) => role === "user").map((message) => textOf(message));

test("idle, it runs at once; the turn can be joined by its id", async () => {
  await withServer({}, async (server) => {
    await server.createSession({ ...S, mountPlan: openPlan(["At once."]) });
    const entry = await server.call("session/enqueue", { ...S, prompt: "Now.", turnId: "t" });
    assert.equal(entry, { entryId: "t", turnId: "t", position: 0, held: false });
    assert.is((await server.call("session/execute", { ...S, prompt: "Now.", turnId: "t" })).text, "At once.");
    assert.equal(await server.call("session/enqueue", { ...S, prompt: "Now.", turnId: "t" }), entry, "a retry is safe");
    assert.equal(await prompts(server), ["Now."]);
    assert.is((await server.failure("session/enqueue", { ...S, prompt: "Other.", turnId: "t" })).code, -32602);
  });
});

test("busy, entries wait in order, are edited, removed and cleared, and run one after another", async () => {
  await withServer({}, async (server) => {
    const first = await busySession(server);
    const params = ["b", "c", "d", "e"].map((turnId) => ({ ...S, prompt: `Prompt ${turnId}.`, turnId }));
    for (const [index, entry] of params.entries()) {
      assert.is((await server.call("session/enqueue", entry)).position, index + 1);
    }
    assert.is((await server.call("session/enqueue", params[0])).position, 1, "once for one id");
    await server.call("session/queue", { ...S, action: "edit", entryId: "c", prompt: "Edited." });
    assert.equal(idsOf(await server.call("session/queue", { ...S, action: "remove", entryId: "d" })), ["b", "c", "e"]);
    const joined = server.send("session/execute", { ...S, prompt: "Prompt e.", turnId: "e" }).response;
    const { entries, held } = await server.call("session/queue", { ...S, action: "list" });
    assert.equal(
      (entries as Json[]).map(({ prompt }) => prompt),
      ["Prompt b.", "Edited.", "Prompt e."],
    );
    assert.is(held, undefined);
    const failure = await server.failure("session/queue", { ...S, action: "remove", entryId: "d" });
    assert.is(failure.code, -32602);
    await release(server);
    await first.ended;
    assert.is(((await joined).result as Json).text, "Fourth.");
    assert.equal(await prompts(server), ["Wait.", "Prompt b.", "Edited.", "Prompt e."]);
    assert.equal((await server.call("session/queue", S)).entries, []);
    const told = server.events("s").filter(({ event }) => event === "session:queue");
    assert.equal(
      told.map(({ data }) => data.action),
      ["enqueued", "enqueued", "enqueued", "enqueued", "edited", "removed"],
    );
  });
});

test("who waits for an entry that is cleared hears that it was", async () => {
  await withServer({}, async (server) => {
    const first = await busySession(server);
    await server.call("session/enqueue", { ...S, prompt: "Later.", turnId: "b" });
    const joined = server.send("session/execute", { ...S, prompt: "Later.", turnId: "b" }).response;
    assert.equal(await server.call("session/queue", { ...S, action: "clear" }), { entries: [] });
    assert.is(((await joined).error as { code: number }).code, -32800);
    await release(server);
    await first.ended;
    assert.equal(await prompts(server), ["Wait."]);
  });
});

test("a cancel stops the turn and holds the queue until it is told to run", async () => {
  await withServer({}, async (server) => {
    const first = await busySession(server);
    await server.call("session/enqueue", { ...S, prompt: "Later.", turnId: "b" });
    await server.call("session/cancel", { ...S, mode: "immediate" });
    await first.ended;
    const { entries, held } = await server.call("session/queue", S);
    assert.equal({ ids: idsOf({ entries }), held }, { ids: ["b"], held: "cancelled" });
    assert.equal((await server.call("kernel/status")).queues, [{ ...S, entries: 1, held: "cancelled" }]);
    assert.is((await server.call("session/execute", { ...S, prompt: "Something else." })).stopReason, "end_turn");
    assert.equal(idsOf(await server.call("session/queue", S)), ["b"], "another turn does not release it");
    await server.call("session/queue", { ...S, action: "run" });
    await server.call("session/execute", { ...S, prompt: "Later.", turnId: "b" });
    assert.equal(await prompts(server), ["Wait.", "Something else.", "Later."]);
  });
});

test("it survives a crash, held, and says so; a turn that had begun does not come back", async () => {
  const home = await makeHome();
  const first = await ServerFixture.start({ home, capabilities: {} });
  try {
    (await busySession(first)).ended.catch(() => {});
    for (const turnId of ["b", "c"]) await first.call("session/enqueue", { ...S, prompt: `Prompt ${turnId}.`, turnId });
    await first.crash();
    // Nothing ends the shell that a killed server leaves behind, save what it waits for.
    await writeFile(join(home.workspace, "go"), "");
    const second = await ServerFixture.start({ home, capabilities: {} });
    assert.is((await second.call("session/get", S)).queued, 2);
    await second.call("session/resume", S);
    const { held, entry_ids } = await second.event("session:queue");
    assert.equal({ held, entry_ids }, { held: "resumed", entry_ids: ["b", "c"] });
    await second.call("session/queue", { ...S, action: "run" });
    await second.call("session/execute", { ...S, prompt: "Prompt c.", turnId: "c" });
    assert.equal(await prompts(second), ["Wait.", "Prompt b.", "Prompt c."]);
    await second.crash();
  } finally {
    await first.crash();
    await removeHome(home);
  }
});

test("it is bounded", async () => {
  await withServer({}, async (server) => {
    const first = await busySession(server);
    for (let count = 0; count < 100; count += 1) await server.call("session/enqueue", { ...S, prompt: `${count}` });
    assert.is((await server.failure("session/enqueue", { ...S, prompt: "One more." })).data.kind, "overloaded");
    await server.call("session/queue", { ...S, action: "clear" });
    await release(server);
    await first.ended;
  });
});

test.run();
