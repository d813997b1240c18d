/** A client that announced too much and now waits for its answer must not wait for ever. */
import * as assert from "uvu/assert";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { frame, request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("silence inside a frame shows that its length is wrong");
const STALL_MS = 2_000;
const ECHO = JSON.stringify(request(1, "test/echo", {}));

test("a whole body with a length that is one too large", async () => {
  const { client, clock } = await begin();
  client.write(`Content-Length: ${ECHO.length + 1}\r\n\r\n${ECHO}`);
  await stall(clock);
  await client.until(() => client.responses(null).length === 1);
  assert.equal((await client.request(2, "test/echo", {})).result, {});
});

test("a length that swallows what comes behind", async () => {
  const { client, clock } = await begin();
  client.write(`Content-Length: 60000\r\n\r\n${ECHO}`);
  client.send(request(2, "test/echo", {}));
  await stall(clock);
  assert.equal((await client.response(2)).result, {});
  assert.is(client.responses(null).length, 1);
});

test("a body that is really still on its way", async () => {
  const { client, clock } = await begin();
  const bytes = frame(ECHO, "lsp");
  client.write(bytes.subarray(0, -5));
  await stall(clock);
  client.write(bytes.subarray(-5));
  assert.equal((await client.response(1)).result, {});
  assert.is(client.responses(null).length, 0);
});

test("a line without its end is taken when it is whole", async () => {
  const clock = new ManualClock();
  const { client } = servedPair({ clock });
  await client.initialize();
  client.write(ECHO);
  await stall(clock);
  assert.equal((await client.response(1)).result, {});
});

async function begin(): Promise<{ client: ReturnType<typeof servedPair>["client"]; clock: ManualClock }> {
  const clock = new ManualClock();
  const { client } = servedPair({ speaks: "lsp", clock });
  await client.initialize();
  return { client, clock };
}

/** Waits until the bytes have been read, which sets the timer; then lets the time pass. */
async function stall(clock: ManualClock): Promise<void> {
  while (clock.pending === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  clock.advance(STALL_MS);
}

test.run();
