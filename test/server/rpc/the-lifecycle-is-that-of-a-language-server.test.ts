/** What is answered before `initialize`, after it, behind `shutdown`; and how the connection ends. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { type Json, notification, request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("the lifecycle is that of a language server");

interface Row {
  readonly name: string;
  readonly sent: readonly Json[];
  /** `id: kind` for errors, `id: ok` for results. */
  readonly replies: readonly string[];
  readonly exitCode: number;
}

const INITIALIZE = request(0, "initialize", {});
const EXIT = notification("exit");

const ROWS: readonly Row[] = [
  { name: "a request comes first", sent: [request(1, "test/echo")], replies: ["1: not-initialized"], exitCode: 0 },
  { name: "shutdown comes first", sent: [request(1, "shutdown"), EXIT], replies: ["1: not-initialized"], exitCode: 1 },
  { name: "an unknown method comes first", sent: [request(1, "none")], replies: ["1: not-initialized"], exitCode: 0 },
  { name: "exit comes first", sent: [EXIT, INITIALIZE], replies: ["0: cancelled"], exitCode: 1 },
  {
    name: "notifications come first",
    sent: [notification("test/unheard"), INITIALIZE],
    replies: ["0: ok"],
    exitCode: 0,
  },
  {
    name: "initialize comes twice",
    sent: [INITIALIZE, request(1, "initialize", {})],
    replies: ["0: ok", "1: already-initialized"],
    exitCode: 0,
  },
  {
    name: "shutdown and exit",
    sent: [INITIALIZE, request(1, "shutdown"), EXIT],
    replies: ["0: ok", "1: ok"],
    exitCode: 0,
  },
  {
    name: "shutdown without exit",
    sent: [INITIALIZE, request(1, "shutdown")],
    replies: ["0: ok", "1: ok"],
    exitCode: 0,
  },
  { name: "exit without shutdown", sent: [INITIALIZE, EXIT], replies: ["0: ok"], exitCode: 1 },
  {
    name: "requests behind shutdown",
    sent: [
      INITIALIZE,
      request(1, "shutdown"),
      request(2, "test/echo"),
      request(3, "shutdown"),
      request(4, "initialize"),
      EXIT,
    ],
    replies: ["0: ok", "1: ok", "2: shut-down", "3: shut-down", "4: shut-down"],
    exitCode: 0,
  },
  {
    name: "whatever follows exit",
    sent: [INITIALIZE, EXIT, request(1, "test/echo"), request(2, "test/echo")],
    replies: ["0: ok", "1: cancelled", "2: cancelled"],
    exitCode: 1,
  },
];

for (const { name, sent, replies, exitCode } of ROWS) {
  test(name, async () => {
    const { client, finished, connection } = servedPair({ server: { notifications: refuseToHear } });
    client.send(...sent);
    client.end();
    const { exitCode: code, reason } = await finished;
    assert.is(code, exitCode);
    assert.is(await connection.closed, reason);
    assert.equal(client.received.flat().map(lineOf).sort(), replies);
  });
}

test("a failed shutdown is still one", async () => {
  const shutdown = async (): Promise<never> => Promise.reject(new Error("the disk is full"));
  const { client, finished } = servedPair({ server: { lifecycle: { initialize: async () => ({}), shutdown } } });
  client.send(INITIALIZE, request(1, "shutdown"), EXIT);
  assert.equal(await finished, { exitCode: 0, reason: "exit" });
  assert.equal(client.received.flat().map(lineOf), ["0: ok", "1: internal"]);
});

test("exit cancels what runs and answers it", async () => {
  const { client, finished, methods } = servedPair();
  client.send(INITIALIZE, request(1, "test/hold"));
  await methods.whenHeld(1);
  client.send(request(2, "shutdown"), EXIT);
  assert.equal(await finished, { exitCode: 0, reason: "exit" });
  assert.equal(client.received.flat().map(lineOf).sort(), ["0: ok", "1: cancelled", "2: ok"]);
});

function refuseToHear(method: string): () => void {
  if (method === "test/unheard") throw new Error("a notification before initialize must not be heard");
  return () => {};
}

function lineOf({ id, error }: Json): string {
  return `${id}: ${error === undefined ? "ok" : (error as { data: { kind: string } }).data.kind}`;
}

test.run();
