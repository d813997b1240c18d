import * as assert from "uvu/assert";
import { makeHome, mockPlan, removeHome, ServerFixture, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("the event log");
const S = { sessionId: "s" };

const rotating = { hooks: [{ module: "hooks-logging", config: { max_file_bytes: 4096, max_files: 2 } }] };

test("a replay from before what was rotated away says which numbers are missing, live and stored", async () => {
  const home = await makeHome();
  const server = await ServerFixture.start({ home, capabilities: {} });
  try {
    await server.createSession({ ...S, mountPlan: mockPlan(["Hello."], rotating), subscribe: false });
    for (let turn = 0; turn < 5; turn += 1) await server.call("session/execute", { ...S, prompt: "Hi." });
    for (const state of ["live", "stored"]) {
      const before = server.events("s").length;
      const { missing, seq } = await server.call("event/subscribe", { ...S, fromSeq: 3 });
      const { from, to } = missing as { from: number; to: number };
      const replayed = server.events("s").slice(before);
      assert.is(from, 4, state);
      assert.is(replayed[0]?.seq, to + 1);
      assert.is(replayed.length, Number(seq) - to, "what is left comes without a gap");
      assert.is((await server.call("event/subscribe", { ...S, fromSeq: to })).missing, undefined, "nothing is missing");
      if (state === "live") await server.call("session/close", S);
    }
  } finally {
    await server.crash();
    await removeHome(home);
  }
});

test("a session without a log counts on after a crash, past every number that it may have used", async () => {
  const home = await makeHome();
  let last = 0;
  try {
    for (let round = 0; round < 3; round += 1) {
      const server = await ServerFixture.start({ home, capabilities: {} });
      if (round === 0)
        await server.createSession({ ...S, mountPlan: mockPlan(["Hello.", { text: "x", delay_ms: 60_000 }]) });
      else await server.call("session/resume", S);
      await server.call("session/execute", { ...S, prompt: "Hi." });
      void server.send("session/execute", { ...S, prompt: "Slow." }).response.catch(() => {});
      await server.event("llm:request");
      const seqs = server.events("s").flatMap(({ seq, ephemeral }) => (ephemeral ? [] : [seq]));
      assert.ok((seqs[0] ?? 0) > last, `${seqs[0]} comes behind ${last}`);
      last = seqs.at(-1) ?? 0;
      await server.crash();
    }
  } finally {
    await removeHome(home);
  }
});

test("closed in order, it counts on without a gap", async () => {
  await withServer({}, async (server) => {
    await server.createSession({ ...S, mountPlan: mockPlan(["Hello."]) });
    await server.call("session/close", S);
    const last = server.events("s").at(-1)?.seq ?? 0;
    await server.call("session/resume", S);
    assert.is(server.events("s").find(({ event }) => event === "session:resume")?.seq, last + 1);
  });
});

test("records are read by filter, page by page, of a stored session too", async () => {
  await withServer({}, async (server) => {
    await server.createSession({
      ...S,
      mountPlan: mockPlan(["Blue.", "Green."], { hooks: [{ module: "hooks-logging" }] }),
    });
    for (const prompt of ["One.", "Two."]) await server.call("session/execute", { ...S, prompt });
    await server.call("session/close", S);
    const read = async (params: Json): Promise<Json[]> =>
      (await server.call("log/read", { ...S, ...params })).records as Json[];
    const prompts = await read({ filter: { events: ["prompt:*"] } });
    assert.equal(
      prompts.map(({ event }) => event),
      ["prompt:submit", "prompt:complete", "prompt:submit", "prompt:complete"],
    );
    assert.equal((await read({ filter: { events: ["prompt:complete"], text: "GREEN" } })).length, 1);
    assert.equal(await read({ filter: { until: "2020-01-01T00:00:00Z" } }), []);
    const all = await read({ limit: 1000 });
    const paged: Json[] = [];
    for (let cursor: unknown = "0"; cursor !== undefined; ) {
      const page = await server.call("log/read", { ...S, cursor, limit: 7 });
      paged.push(...(page.records as Json[]));
      cursor = page.nextCursor;
    }
    assert.equal(paged, all);
    assert.is((await server.failure("log/read", { sessionId: "nobody" })).data.kind, "session-not-found");
    assert.is((await server.failure("log/read", { ...S, cursor: "x" })).code, -32602);
  });
});

test.run();
