/** Whatever it sends, what it costs is bounded; when it reads at last, every request has its answer. */
import * as assert from "uvu/assert";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("a client that never reads stalls only itself");
const PATIENCE_MS = 200;
const REQUESTS = 20_000;
const NOTIFICATIONS = 50_000;
const MAX_PENDING = 64;
const MAX_EGRESS_BYTES = 20_000;

test("requests", async () => {
  const clock = new ManualClock();
  let handled = 0;
  const handler = async (): Promise<string> => `${handled++}${"x".repeat(200)}`;
  const { client, input, finished } = servedPair({
    clock,
    limits: { maxPendingRequests: MAX_PENDING, maxEgressBytes: MAX_EGRESS_BYTES },
    server: { methods: () => handler },
  });
  await client.initialize();
  client.pause();
  for (let id = 0; id < REQUESTS; id++) client.send(request(id, "any"));
  for (let round = 0; round < 50; round++) {
    await turns();
    clock.advance(PATIENCE_MS);
  }
  assert.ok(handled < 400, `${handled} requests were run for nobody`);
  assert.ok(input.writableLength > 0, "the input is not read on");
  client.resume();
  while (client.received.length < REQUESTS + 1) {
    await turns();
    clock.advance(PATIENCE_MS);
  }
  client.end();
  assert.is((await finished).exitCode, 0);
  const ids = new Set(client.received.flat().map(({ id }) => id));
  assert.is(ids.size, REQUESTS + 1);
});

test("notifications that are handled slowly are not read ahead without end", async () => {
  let heard = 0;
  const { client, input } = servedPair({ server: { notifications: () => () => void heard++ } });
  await client.initialize();
  for (let n = 0; n < NOTIFICATIONS; n++) client.notify("test/heard", { n });
  await turns();
  assert.ok(heard < NOTIFICATIONS);
  assert.ok(input.writableLength > 0, "the input is not read on");
  client.send(request(1, "test/echo"));
  await client.response(1);
  assert.is(heard, NOTIFICATIONS);
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

test.run();
