/** A request to the client is answered, times out, is withdrawn, or is rejected because the client is gone; it never just waits. */
import * as assert from "uvu/assert";
import { RpcError } from "../../../server/rpc/index.ts";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { type ServedPair, servedPair } from "../../support/wire/served-pair.ts";

const test = suite("our requests always end");
const NEVER = new AbortController().signal;

interface AnswerRow {
  readonly name: string;
  readonly answer: Json;
  readonly outcome: string;
}

const ANSWERS: readonly AnswerRow[] = [
  { name: "a result", answer: { result: { optionId: "allow" } }, outcome: '{"optionId":"allow"}' },
  { name: "a result of null", answer: { result: null }, outcome: "null" },
  { name: "a result of false", answer: { result: false }, outcome: "false" },
  { name: "no jsonrpc", answer: { jsonrpc: undefined, result: 1 }, outcome: "1" },
  { name: "a result and error null", answer: { result: 1, error: null }, outcome: "1" },
  { name: "an error", answer: { error: { code: -32042, message: "no" } }, outcome: "-32042 no peer-error" },
  {
    name: "an error with a kind",
    answer: { error: { code: 7, message: "no", data: { kind: "busy" } } },
    outcome: "7 no busy",
  },
  {
    name: "an error that is a number",
    answer: { error: 5 },
    outcome: "-32603 The client answered with an error that says nothing. peer-error",
  },
  {
    name: "an error of wrong types",
    answer: { error: { code: "x", message: {}, data: 5 } },
    outcome: "-32603 The client answered with an error that says nothing. peer-error",
  },
  {
    name: "a result and an error",
    answer: { result: 1, error: { code: 1, message: "both" } },
    outcome: "1 both peer-error",
  },
];

for (const { name, answer, outcome } of ANSWERS) {
  test(`answered by ${name}`, async () => {
    const { pair, settled, id } = await ask();
    pair.client.send({ jsonrpc: "2.0", id, ...answer });
    assert.is(await settled, outcome);
  });
}

test("only the first answer counts, and others do no harm", async () => {
  const { pair, settled, id } = await ask();
  const { client } = pair;
  client.send(
    { jsonrpc: "2.0", id: String(id), result: "wrong id" },
    { jsonrpc: "2.0", id: 999, result: "unknown id" },
  );
  client.send(
    { jsonrpc: "2.0", id, result: "first" },
    { jsonrpc: "2.0", id, result: "second" },
    { jsonrpc: "2.0", id, error: 5 },
  );
  assert.is(await settled, '"first"');
  assert.equal((await client.request(1, "test/echo")).result, {});
  assert.equal(pair.reports, []);
});

test("withdrawn: it is rejected at once, and the client is told", async () => {
  const abort = new AbortController();
  const { pair, settled, id } = await ask({ signal: abort.signal });
  abort.abort();
  assert.match(await settled, "cancelled");
  await pair.client.until(() => pair.client.notifications("$/cancelRequest").length === 1);
  assert.equal(pair.client.notifications("$/cancelRequest")[0]?.params, { id });
  pair.client.send({ jsonrpc: "2.0", id, result: "late" });
  assert.equal((await pair.client.request(1, "test/echo")).result, {});
});

test("withdrawn before it was sent: nothing is sent", async () => {
  const { client, connection } = servedPair();
  await client.initialize();
  assert.match(
    await outcomeOf(connection.request("ask", {}, { signal: AbortSignal.abort(), timeoutMs: 1000 })),
    "cancelled",
  );
  await client.request(1, "test/echo");
  assert.is(client.received.length, 2);
});

test("its time is over: it is rejected, and the client is told", async () => {
  const clock = new ManualClock();
  const { pair, settled } = await ask({ clock });
  clock.advance(1_000);
  assert.match(await settled, "timeout");
  await pair.client.until(() => pair.client.notifications("$/cancelRequest").length === 1);
  assert.is(clock.pending, 0);
});

test("the end of input: nobody will answer", async () => {
  const { pair, settled } = await ask();
  let heard = 0;
  pair.connection.onInputEnd(() => heard++);
  assert.ok(pair.connection.canAnswer);
  pair.client.end();
  assert.match(await settled, "peer-gone");
  assert.not.ok(pair.connection.canAnswer);
  assert.match(await outcomeOf(pair.connection.request("ask", {}, { signal: NEVER, timeoutMs: 1000 })), "peer-gone");
  assert.is((await pair.finished).exitCode, 0);
  pair.connection.onInputEnd(() => heard++);
  assert.is(heard, 2);
});

test("the output is gone", async () => {
  const { pair, settled } = await ask();
  pair.output.destroy(new Error("EPIPE"));
  assert.match(await settled, "peer-gone");
  assert.is(await pair.connection.closed, "output-gone");
  assert.equal(await pair.finished, { exitCode: 1, reason: "output-gone" });
});

async function ask(options: { signal?: AbortSignal; clock?: ManualClock } = {}): Promise<{
  pair: ServedPair;
  settled: Promise<string>;
  id: number;
}> {
  const pair = servedPair(options.clock === undefined ? {} : { clock: options.clock });
  await pair.client.initialize();
  const settled = outcomeOf(
    pair.connection.request("ask", { n: 1 }, { signal: options.signal ?? NEVER, timeoutMs: 1_000 }),
  );
  const { id, params } = await pair.client.message(({ method }) => method === "ask");
  assert.equal(params, { n: 1 });
  assert.ok(Number.isInteger(id));
  return { pair, settled, id: Number(id) };
}

function outcomeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    (result) => JSON.stringify(result),
    (error: unknown) => {
      if (!(error instanceof RpcError)) throw error;
      return `${error.code} ${error.message} ${error.data.kind}`;
    },
  );
}

test.run();
