/** The client has said everything: its requests are answered, events still flow, and what never ends is ended. */
import * as assert from "uvu/assert";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { notification, request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("at the end of input what is in flight is finished");
const DRAIN_MS = 60_000;
const GRACE_MS = 5_000;
const FLUSH_MS = 10_000;

test("a running request is answered behind the events that it sends", async () => {
  const { client, methods, connection, finished } = servedPair();
  await client.initialize();
  client.send(request(1, "test/hold"));
  client.end();
  await methods.whenHeld(1);
  await inputEnd(connection);
  assert.not.ok(connection.isClosed);
  connection.notify("test/note", { n: 1 });
  methods.release();
  assert.equal(await finished, { exitCode: 0, reason: "end-of-input" });
  assert.equal(client.received.slice(1), [
    { jsonrpc: "2.0", method: "test/note", params: { n: 1 } },
    { jsonrpc: "2.0", id: 1, result: {} },
  ]);
});

test("work that no request stands for is waited for too", async () => {
  let rest = (): void => {};
  const idle = new Promise<void>((resolve) => (rest = resolve));
  const { client, connection, finished } = servedPair({ server: { whenIdle: () => idle } });
  await client.initialize();
  client.end();
  await inputEnd(connection);
  connection.notify("test/note", { n: 1 });
  assert.not.ok(connection.isClosed);
  rest();
  assert.is((await finished).exitCode, 0);
  assert.is(client.notifications("test/note").length, 1);
});

test("work that fails while it is waited for is reported", async () => {
  const whenIdle = async (): Promise<void> => Promise.reject(new Error("it broke"));
  const { client, finished, reports } = servedPair({ server: { whenIdle } });
  client.end();
  assert.is((await finished).exitCode, 0);
  assert.match(reports.join("\n"), "it broke");
});

test("inside a message: an error, nothing is waited for, exit code 1", async () => {
  for (const partial of ['{"jsonrpc":"2.0","id":2', "Content-Length: 20\r\n\r\n{}", "Content-Le"]) {
    const speaks = partial.startsWith("C") ? "lsp" : "ndjson";
    const { client, finished } = servedPair({ speaks });
    await client.initialize();
    client.send(request(1, "test/echo"));
    client.write(partial);
    client.end();
    assert.equal(await finished, { exitCode: 1, reason: "partial-frame" });
    assert.is(client.responses(1).length, 1);
    assert.match(JSON.stringify(client.responses(null)), /^\[\{.*"code":-32700.*\}\]$/);
  }
});

test("a request that takes too long is cancelled and answered", async () => {
  const clock = new ManualClock();
  const { client, methods, connection, finished } = servedPair({ clock, limits: { drainTimeoutMs: DRAIN_MS } });
  await client.initialize();
  client.send(request(1, "test/hold"));
  client.end();
  await methods.whenHeld(1);
  await inputEnd(connection);
  clock.advance(DRAIN_MS);
  assert.equal(await finished, { exitCode: 1, reason: "drain-timeout" });
  assert.match(JSON.stringify(client.responses(1)), /"code":-32800/);
});

test("a handler that does not even end when it is cancelled is answered without it", async () => {
  const clock = new ManualClock();
  const { client, methods, finished } = servedPair({ clock });
  await client.initialize();
  client.send(request(1, "test/hold-on"), request(2, "test/hold"));
  await methods.whenHeld(1);
  client.send(notification("exit"));
  await client.response(2);
  clock.advance(GRACE_MS);
  assert.equal(await finished, { exitCode: 1, reason: "exit" });
  assert.match(JSON.stringify(client.responses(1)), /"code":-32800/);
  methods.release();
});

test("a client that has stopped to read does not keep the server", async () => {
  const clock = new ManualClock();
  const { client, connection, finished } = servedPair({ clock });
  await client.initialize();
  client.pause();
  connection.notify("test/note", { text: "x".repeat(1_000_000) });
  client.end();
  await connection.closed;
  while (clock.pending === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  clock.advance(FLUSH_MS);
  assert.equal(await finished, { exitCode: 1, reason: "output-stalled" });
});

test("a client that reads a large message slowly is waited for, for as long as it reads", async () => {
  const clock = new ManualClock();
  const { client, connection, output, finished } = servedPair({ clock });
  await client.initialize();
  client.pause();
  connection.notify("test/note", { text: "x".repeat(1_000_000) });
  client.end();
  await connection.closed;
  let isOver = false;
  void finished.then(() => (isOver = true));
  while (!isOver) {
    output.read(Math.min(output.readableLength, 64 * 1024));
    for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    clock.advance(FLUSH_MS - 1);
  }
  assert.equal(await finished, { exitCode: 0, reason: "end-of-input" });
  client.resume();
  await client.message(({ method }) => method === "test/note");
});

test("behind the end nothing is written", async () => {
  const { client, connection, finished } = servedPair();
  await client.initialize();
  client.end();
  await finished;
  connection.notify("test/note", { n: 1 });
  await connection.ready();
  for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  assert.is(client.received.length, 1);
});

function inputEnd(connection: ReturnType<typeof servedPair>["connection"]): Promise<void> {
  return new Promise((resolve) => void connection.onInputEnd(resolve));
}

test.run();
