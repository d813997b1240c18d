/** `$/cancelRequest` of queued, running, unknown and finished requests; the answer of a cancelled one is always -32800. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { type Json, notification, request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("a cancel reaches a request wherever it is");
const cancel = (id: unknown): Json => notification("$/cancelRequest", { id });

test("in the same write, behind it", async () => {
  const { client, methods } = await initialized();
  client.send(request(1, "test/hold"), request(2, "test/echo"), cancel(1));
  assert.is(kindOf(await client.response(1)), "cancelled");
  assert.equal((await client.response(2)).result, {});
  assert.is(methods.held(), 0, "a handler that need not start does not");
});

test("while it runs", async () => {
  const { client, methods } = await initialized();
  client.send(request(1, "test/hold"));
  await methods.whenHeld(1);
  client.send(cancel(1));
  assert.is(kindOf(await client.response(1)), "cancelled");
});

test("in front of it: nothing happens", async () => {
  const { client } = await initialized();
  client.send(cancel(1), request(1, "test/echo"));
  assert.equal((await client.response(1)).result, {});
});

test("after its answer: nothing happens, to a new one with this id either", async () => {
  const { client } = await initialized();
  await client.request(1, "test/echo");
  client.send(cancel(1), request(1, "test/echo", { again: true }), request(2, "test/echo"));
  await client.response(2);
  assert.equal(
    client.responses(1).map(({ result }) => result),
    [{}, { again: true }],
  );
});

test("the id's type counts", async () => {
  const { client, methods } = await initialized();
  client.send(request(1, "test/hold"), request("1", "test/hold"));
  await methods.whenHeld(2);
  client.send(cancel("1"));
  assert.is(kindOf(await client.response("1")), "cancelled");
  methods.release();
  assert.equal((await client.response(1)).result, {});
});

test("a handler that comes to its end in spite of it is answered as cancelled", async () => {
  const { client, methods } = await initialized();
  client.send(request(1, "test/hold-on"), request(2, "test/hold"));
  await methods.whenHeld(1);
  client.send(cancel(1), cancel(2));
  await client.response(2);
  assert.is(client.responses(1).length, 0);
  methods.release();
  assert.is(kindOf(await client.response(1)), "cancelled");
});

test("an entry of a batch", async () => {
  const { client, methods } = await initialized();
  client.send([request(1, "test/hold"), request(2, "test/echo")]);
  await methods.whenHeld(1);
  client.send(cancel(1));
  const batch = await client.batch();
  assert.equal(
    new Set(batch.map((reply) => `${reply.id}: ${kindOf(reply)}`)),
    new Set(["1: cancelled", "2: undefined"]),
  );
});

test("a cancel in the same batch as its request", async () => {
  const { client } = await initialized();
  client.send([request(1, "test/hold"), cancel(1)]);
  assert.equal((await client.batch()).map(kindOf), ["cancelled"]);
});

async function initialized(): Promise<ReturnType<typeof servedPair>> {
  const pair = servedPair();
  await pair.client.initialize();
  return pair;
}

function kindOf({ error }: Json): string | undefined {
  const { code, data } = (error ?? { code: undefined }) as { code?: number; data?: { kind: string } };
  assert.ok(code === undefined || code === -32800);
  return data?.kind;
}

test.run();
