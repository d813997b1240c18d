import * as assert from "uvu/assert";
import { joinKernel, withServedSocket } from "../support/served-socket.ts";
import { mockPlan } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";
import type { RawClient } from "../support/wire/raw-client.ts";

const test = suite("a slow client");
/** Several times what all that is between the turn and the client can hold. */
const DELTAS = 60_000;
const TEXT = "x".repeat(DELTAS);
/** The turn stands still: however often one looks, no more comes. */
const LOOKS_WHEN_FULL = 300;
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;

test(`of ${DELTAS} deltas none is lost, the turn waits, and another client is served meanwhile`, async () => {
  await withServedSocket(async (served) => {
    const slow = await joinKernel(served);
    const other = await joinKernel(served);
    const provider = { module: "provider-mock", config: { responses: [TEXT], chunk_chars: 1 } };
    const mountPlan = mockPlan([], { providers: [provider] });
    await slow.request("create", "session/create", { sessionId: "s", mountPlan, ephemeral: true });
    const before = await statusOf(other, "before");
    slow.send({ jsonrpc: "2.0", id: "turn", method: "session/execute", params: { sessionId: "s", prompt: "go" } });
    slow.pause();
    // Every look is a request of its own, answered while the other client's turn stands still.
    for (let [look, fullLooks] = [0, 0]; fullLooks < LOOKS_WHEN_FULL; look++) {
      const now = await statusOf(other, `look-${look}`);
      assert.ok(now.rss - before.rss < MAX_GROWTH_BYTES, `${now.rss - before.rss} bytes more`);
      assert.ok(now.queued < 2 * now.limit, `${now.queued} bytes wait`);
      if (now.queued >= now.limit) fullLooks += 1;
    }
    slow.resume();
    const turn = await slow.response("turn");
    assert.is((turn.result as Json).text, TEXT);
    const events = slow.notifications("session/event").map((message) => message.params as Json);
    const deltas = events.filter((event) => event.event === "content_block:delta").map((event) => event.data as Json);
    assert.is(deltas.map((data) => data.delta).join(""), TEXT);
    const sequence = deltas.map((data) => data.sequence as number);
    assert.equal(
      sequence,
      [...sequence].sort((a, b) => a - b),
    );
    slow.end();
    other.end();
  });
});

interface Status {
  readonly rss: number;
  readonly limit: number;
  /** Of the client with the most. */
  readonly queued: number;
}

async function statusOf(client: RawClient, id: string): Promise<Status> {
  const { result } = await client.request(id, "kernel/status");
  const { memory, limits, connections } = result as { memory: Json; limits: Json; connections: Json[] };
  const queued = Math.max(...connections.map((connection) => connection.queuedBytes as number));
  return { rss: memory.rssBytes as number, limit: limits.maxEgressBytes as number, queued };
}

test.run();
