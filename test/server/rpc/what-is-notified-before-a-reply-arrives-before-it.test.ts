/** One order for everything that goes out: notifications, replies, and what was put behind a reply. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("what is notified before a reply arrives before it");

test("a request alone", async () => {
  const { client } = servedPair();
  await client.initialize();
  await client.request(1, "test/notify-then-reply", { count: 3 });
  await client.until(() => client.notifications("test/after").length === 1);
  assert.equal(client.received.flat().slice(1).map(nameOf), ["0", "1", "2", "reply 1", "after"]);
});

test("in a batch, what belongs behind a reply comes behind the batch", async () => {
  const { client, methods } = servedPair();
  await client.initialize();
  client.send([
    { jsonrpc: "2.0", id: 1, method: "test/notify-then-reply", params: { count: 1 } },
    { jsonrpc: "2.0", id: 2, method: "test/hold" },
  ]);
  await methods.whenHeld(1);
  assert.is(client.notifications("test/after").length, 0);
  methods.release();
  await client.until(() => client.notifications("test/after").length === 1);
  assert.equal(client.received.flat().slice(1).map(nameOf), ["0", "reply 1", "reply 2", "after"]);
});

test("a hundred thousand notifications that nobody waits for arrive in order", async () => {
  const count = 100_000;
  const { client } = servedPair();
  await client.initialize();
  assert.is((await client.request(1, "test/notify-then-reply", { count })).result, count);
  const notes = client.notifications("test/note").map(({ params }) => (params as Json).n);
  assert.is(notes.length, count);
  assert.ok(notes.every((n, at) => n === at));
});

function nameOf({ id, method, params }: Json): string {
  if (method === undefined) return `reply ${id}`;
  return method === "test/after" ? "after" : String((params as Json).n);
}

test.run();
