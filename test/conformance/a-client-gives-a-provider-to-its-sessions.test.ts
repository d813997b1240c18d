/** `provider/register`, `provider/complete`, `provider/delta`, `provider/ack`. */
import * as assert from "uvu/assert";
import { type Answer, answering, Refusal, SILENCE } from "../support/contributor.ts";
import { mockPlan, type ServerFixture, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("a provider from a client");
const PROVIDER = { name: "house", models: [{ id: "house-1" }] };
const whole = (text: string): Json => ({
  content: [{ type: "text", text }],
  stop_reason: "end_turn",
  usage: { input_tokens: 3, output_tokens: 2 },
});

async function withProvider(
  answer: (server: ServerFixture) => Answer,
  body: (server: ServerFixture, sessionId: string, asked: readonly Json[]) => Promise<void>,
  more: Json = {},
): Promise<void> {
  await withServer({}, async (server) => {
    const asked = answering(server, { "provider/complete": answer(server) });
    const sessionId = await server.createSession({ mountPlan: mockPlan([], { providers: [] }), ephemeral: true });
    await server.call("provider/register", { sessionId, ...PROVIDER, ...more });
    await body(server, sessionId, asked);
  });
}

function sendParts(server: ServerFixture, requestId: unknown, parts: readonly Json[]): void {
  for (const [sequence, part] of parts.entries()) server.client.notify("provider/delta", { requestId, sequence, part });
}

test("it answers a turn, and its deltas are the session's", () =>
  withProvider(
    (server) =>
      ({ request }) => {
        const delta = (text: string): Json => ({ type: "delta", block_index: 0, block_type: "text", text });
        const start = { type: "start", block_index: 0, block_type: "text" };
        const end = { type: "end", block_index: 0, block: { type: "text", text: "Good day" } };
        sendParts(server, (request as Json).request_id, [start, delta("Good "), delta("day"), end]);
        return whole("Good day");
      },
    async (server, sessionId, asked) => {
      const reply = await server.call("session/execute", { sessionId, prompt: "hi" });
      assert.is(reply.text, "Good day");
      assert.equal(reply.usage, { input_tokens: 3, output_tokens: 2 });
      const deltas = server.events(sessionId).filter(({ event }) => event === "content_block:delta");
      assert.equal(
        deltas.map(({ data }) => data.delta),
        ["Good ", "day"],
      );
      const { request = {}, window = 0 } = (asked[0]?.params ?? {}) as { request?: Json; window?: number };
      assert.is(request.model, "house-1");
      assert.ok(window > 1);
      const acks = server.client.notifications("provider/ack").map(({ params }) => (params as Json).sequence);
      assert.equal(acks, [0, 1, 2, 3]);
    },
  ));

test("one that sends no deltas is as good", () =>
  withProvider(
    () => () => whole("All at once"),
    async (server, sessionId) => {
      assert.is((await server.call("session/execute", { sessionId, prompt: "hi" })).text, "All at once");
      const deltas = server.events(sessionId).filter(({ event }) => event === "content_block:delta");
      assert.equal(
        deltas.map(({ data }) => data.delta),
        ["All at once"],
      );
    },
  ));

const delta = { type: "delta", block_index: 0, block_type: "text", text: "x" };
const FAULTS: readonly (readonly [
  title: string,
  parts: readonly Json[],
  answer: unknown,
  kind: string,
  message: RegExp,
])[] = [
  [
    "an error with a kind",
    [],
    new Refusal("slow down", { kind: "RateLimit", retryAfterMs: 2000 }),
    "provider-rate-limited",
    /slow down/,
  ],
  ["an error without one", [], new Refusal("it broke"), "provider-unavailable", /it broke/],
  ["an answer that is none", [], { text: "hi" }, "provider-stream", /not a provider response: content/],
  ["a part that is none", [{ type: "delta" }], SILENCE, "provider-stream", /part of the answer is wrong/],
  ["silence", [], SILENCE, "provider-timeout", /in time/],
  ["silence behind a part", [delta], SILENCE, "provider-timeout", /in time/],
];
for (const [title, parts, answer, kind, message] of FAULTS) {
  test(`the turn fails by its kind: ${title}`, () =>
    withProvider(
      (server) =>
        ({ request }) => {
          sendParts(server, (request as Json).request_id, parts);
          return answer;
        },
      async (server, sessionId) => {
        const failure = await server.failure("session/execute", { sessionId, prompt: "hi" });
        assert.is(failure.data.kind, kind);
        assert.match(failure.message, message);
      },
      // Only what ends by its deadline has a short one: the others may be slow.
      kind === "provider-timeout" ? { timeoutMs: 500 } : {},
    ));
}

test("a cancelled turn withdraws the request", () =>
  withProvider(
    () => () => SILENCE,
    async (server, sessionId) => {
      const turn = server.call("session/execute", { sessionId, prompt: "hi" });
      await server.client.message(({ method }) => method === "provider/complete");
      await server.call("session/cancel", { sessionId, mode: "graceful" });
      assert.is((await turn).stopReason, "cancelled");
      await server.client.message(({ method }) => method === "$/cancelRequest");
    },
  ));

test("two of one name are one too many", () =>
  withProvider(
    () => () => whole("x"),
    async (server, sessionId) => {
      const failure = await server.failure("provider/register", { sessionId, ...PROVIDER });
      assert.is(failure.data.kind, "contribution-exists");
    },
  ));

test.run();
