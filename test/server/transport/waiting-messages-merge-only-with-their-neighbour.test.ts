/** While the client is slow, deltas of one block become one message; everything keeps its order and nothing is lost. */
import { PassThrough } from "node:stream";
import * as assert from "uvu/assert";
import type { Coalescing } from "../../../server/rpc/contracts.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("waiting messages merge only with their neighbour");

const merging = (key: string): Coalescing => ({
  key,
  merge: (previous, next) => (next.isFirst === true ? undefined : { ...next, text: `${previous.text}${next.text}` }),
});

test("neighbours of one key merge, others stay apart", async () => {
  const { client, connection } = await slowClient();
  connection.notify("delta", { text: "a" }, merging("1"));
  connection.notify("delta", { text: "b" }, merging("1"));
  connection.notify("delta", { text: "c" }, merging("2"));
  connection.notify("other", {});
  connection.notify("delta", { text: "d" }, merging("2"));
  connection.notify("delta", { text: "e" }, merging("2"));
  connection.notify("delta", { text: "f", isFirst: true }, merging("2"));
  connection.notify("delta", { text: "g" });
  client.resume();
  await client.request(1, "test/echo");
  assert.equal(textsIn(client.received), ["ab", "c", "other", "de", "f", "g"]);
});

test("a client that keeps up gets each one at once", async () => {
  const { client, connection } = servedPair();
  await client.initialize();
  connection.notify("delta", { text: "a" }, merging("1"));
  connection.notify("delta", { text: "b" }, merging("1"));
  await client.request(1, "test/echo");
  assert.equal(textsIn(client.received), ["a", "b"]);
});

test("no merged message grows without end", async () => {
  const { client, connection } = await slowClient();
  const text = "x".repeat(1000);
  for (let count = 0; count < 1000; count++) connection.notify("delta", { text }, merging("1"));
  client.resume();
  await client.request(1, "test/echo");
  const texts = textsIn(client.received);
  assert.is(texts.join("").length, 1_000_000);
  assert.ok(texts.length < 20 && texts.every((merged) => merged.length <= 256 * 1024));
});

test("a producer that waits for room keeps the queue at its mark", async () => {
  const { client, connection, output } = servedPair({ limits: { maxEgressBytes: 50_000 } });
  await client.initialize();
  client.pause();
  let sent = 0;
  const producer = (async () => {
    for (; sent < 1000; sent++) {
      await connection.ready();
      connection.notify("note", { text: "x".repeat(1000) });
    }
  })();
  for (let turn = 0; turn < 100; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  assert.ok(sent < 150, `${sent} messages were made for a client that does not read`);
  assert.ok(output.writableNeedDrain);
  client.resume();
  await producer;
  await client.until(() => client.notifications("note").length === 1000);
});

async function slowClient(): Promise<ReturnType<typeof servedPair>> {
  const pair = servedPair();
  await pair.client.initialize();
  pair.client.pause();
  for (let count = 0; count < 3; count++) pair.connection.notify("filler", { text: "x".repeat(100_000) });
  assert.instance(pair.output, PassThrough);
  assert.ok(pair.output.writableNeedDrain);
  return pair;
}

function textsIn(messages: readonly (Json | Json[])[]): string[] {
  return messages
    .flat()
    .filter(({ method }) => method === "delta" || method === "other")
    .map(({ method, params }) => (method === "delta" ? String((params as Json).text) : "other"));
}

test.run();
