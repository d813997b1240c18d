import * as assert from "uvu/assert";
import { mockPlan, ServerFixture, storedFiles } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("events as asked");
const TEXT = "abcdefghij".repeat(20);
const plan = mockPlan([], {
  providers: [{ module: "provider-mock", config: { responses: [TEXT], chunk_chars: 1 } }],
  hooks: [{ module: "hooks-logging" }],
});

async function deltasWith(events: Json): Promise<string[]> {
  const server = await ServerFixture.start();
  const initialize = { protocolVersions: ["1.0"], clientInfo: { name: "test" }, capabilities: {}, events };
  await server.call("initialize", initialize);
  const sessionId = await server.createSession({ mountPlan: plan, ephemeral: true });
  await server.call("session/execute", { sessionId, prompt: "hello" });
  const deltas = server.events(sessionId).filter(({ event }) => event === "content_block:delta");
  const texts = deltas.map(({ data }) => String(data.delta));
  await server.close();
  return texts;
}

test("with maxLatencyMs, pieces of one text merge, and nothing of it is lost or late", async () => {
  const texts = await deltasWith({ maxLatencyMs: 1000 });
  assert.is(texts.join(""), TEXT);
  assert.ok(texts.length < TEXT.length / 4, `${texts.length} pieces`);
});

test("without it, each piece comes at once", async () => {
  const texts = await deltasWith({});
  assert.is(texts.join(""), TEXT);
  assert.ok(texts.length > 1);
});

test("with optOut, an event does not come at all", async () => {
  assert.equal(await deltasWith({ optOut: ["content_block:*"] }), []);
});

test("a traceparent goes into every event of its turn, and into the log; one that is malformed does not", async () => {
  const server = await ServerFixture.start({ capabilities: {} });
  const sessionId = await server.createSession({ sessionId: "traced", mountPlan: plan });
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await server.call("session/execute", { sessionId, prompt: "hello", _meta: { traceparent } });
  await server.call("session/execute", { sessionId, prompt: "again", _meta: { traceparent: "rubbish" } });
  const turns = server
    .events(sessionId)
    .filter(({ event }) => event === "prompt:submit" || event === "prompt:complete");
  assert.equal(
    turns.map(({ data }) => data.traceparent),
    [traceparent, traceparent, undefined, undefined],
  );
  const log = (await storedFiles(server.home, sessionId)).get("events.jsonl") ?? "";
  assert.match(log, traceparent);
  assert.not.match(log, "rubbish");
  await server.close();
});

test.run();
