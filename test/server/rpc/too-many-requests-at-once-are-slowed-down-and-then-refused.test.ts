/** The bound on what comes in: a fast server never shows it, a busy one answers -32001, and a cancel always gets through. */
import * as assert from "uvu/assert";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { type Json, notification, request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("too many requests at once are slowed down and then refused");
const PATIENCE_MS = 200;

test("ten thousand quick requests in one write are all served", async () => {
  const clock = new ManualClock();
  const { client, finished } = servedPair({ clock });
  await client.initialize();
  client.send(...Array.from({ length: 10_000 }, (_, id) => request(id, "test/echo", { id })));
  client.end();
  assert.is((await finished).exitCode, 0);
  const results = client.received.flat().filter(({ result }) => result !== undefined);
  assert.is(results.length, 10_001);
  assert.ok(results.every(({ id, result }) => id === "init" || (result as Json).id === id));
});

test("over the limit the input is paused, then requests are refused and a cancel gets through", async () => {
  const clock = new ManualClock();
  const { client, methods, finished } = servedPair({ clock, limits: { maxPendingRequests: 4 } });
  await client.initialize();
  const requests = Array.from({ length: 10 }, (_, id) => request(id, "test/hold"));
  client.send(
    ...requests.flatMap((one) => [one, notification("test/unheard")]),
    notification("$/cancelRequest", { id: 2 }),
  );
  await methods.whenHeld(4);
  await untilPaused(clock);
  assert.is(client.received.length, 1, "nobody is refused before the patience has run out");
  clock.advance(PATIENCE_MS);
  assert.is(kindOf(await client.response(2)), "cancelled");
  for (const id of [4, 5, 6, 7, 8, 9]) {
    const { error } = await client.response(id);
    assert.equal(
      [(error as Json).code, (error as Json).data],
      [-32001, { kind: "overloaded", retryable: true, retryAfterMs: 500 }],
    );
  }
  client.send(request("later", "test/echo"));
  assert.equal((await client.response("later")).result, {}, "there is room again");
  methods.release();
  client.end();
  assert.is((await finished).exitCode, 0);
  for (const id of [0, 1, 3])
    assert.equal(
      client.responses(id).map(({ result }) => result),
      [{}],
    );
});

test("as soon as one is answered, the next one gets in without a refusal", async () => {
  const clock = new ManualClock();
  const { client, methods } = servedPair({ clock, limits: { maxPendingRequests: 1 } });
  await client.initialize();
  client.send(request(1, "test/hold"), request(2, "test/echo"));
  await methods.whenHeld(1);
  await untilPaused(clock);
  methods.release();
  assert.equal((await client.response(2)).result, {});
});

test("a batch gets what room there is", async () => {
  const clock = new ManualClock();
  const { client, methods } = servedPair({ clock, limits: { maxPendingRequests: 3 } });
  await client.initialize();
  client.send(request(1, "test/hold"), request(2, "test/hold"), [request(3, "test/hold"), request(4, "test/hold")]);
  await methods.whenHeld(2);
  await untilPaused(clock);
  clock.advance(PATIENCE_MS);
  await methods.whenHeld(3);
  methods.release();
  const kinds = (await client.batch()).map((reply) => `${reply.id}: ${kindOf(reply)}`).sort();
  assert.equal(kinds, ["3: undefined", "4: overloaded"]);
});

test("the end of input finds nothing that was held back", async () => {
  const clock = new ManualClock();
  const { client, methods, finished } = servedPair({ clock, limits: { maxPendingRequests: 1 } });
  await client.initialize();
  client.send(request(1, "test/hold"), request(2, "test/echo"));
  client.end();
  await methods.whenHeld(1);
  await untilPaused(clock);
  clock.advance(PATIENCE_MS);
  await client.response(2);
  methods.release();
  assert.is((await finished).exitCode, 0);
  assert.is(kindOf(await client.response(2)), "overloaded");
});

/** The reader has set its timer: it holds a request back. */
async function untilPaused(clock: ManualClock): Promise<void> {
  while (clock.pending === 0) await new Promise<void>((resolve) => setImmediate(resolve));
}

function kindOf({ error }: Json): unknown {
  return (error as { data: Json } | undefined)?.data.kind;
}

test.run();
