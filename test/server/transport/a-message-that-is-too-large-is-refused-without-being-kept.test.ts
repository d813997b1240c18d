/** The error comes as soon as the limit is passed, nothing of the message stays in memory, and the next one is answered. */
import * as assert from "uvu/assert";
import { DetectingDecoder, type Incoming } from "../../../server/transport/index.ts";
import { suite } from "../../support/suite.ts";
import { frame, request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("a message that is too large is refused without being kept");
const LIMITS = { maxFrameBytes: 1024, maxDepth: 16 };
const CHUNKS = 1000;

test("a line", () => {
  const decoder = new DetectingDecoder(LIMITS, "auto");
  decoder.push(Buffer.from('{"text":"'));
  const faults = pushMuch(decoder);
  assert.equal(faults.map(kindOf), ["frame-too-large"]);
  decoder.push(Buffer.from('"}\n{"a":1}\n'));
  assert.equal(decoder.next(), { value: { a: 1 } });
});

test("a line that comes whole in one chunk", () => {
  const decoder = new DetectingDecoder(LIMITS, "auto");
  decoder.push(Buffer.from(`["${"x".repeat(LIMITS.maxFrameBytes)}"]\n[1]\n`));
  assert.is(kindOf(decoder.next()), "frame-too-large");
  assert.equal(decoder.next(), { value: [1] });
});

test("a line of exactly the limit", () => {
  const decoder = new DetectingDecoder(LIMITS, "auto");
  decoder.push(Buffer.from(`["${"x".repeat(LIMITS.maxFrameBytes - 4)}"]\r\n`));
  assert.ok("value" in (decoder.next() ?? {}));
});

test("a body behind a header", () => {
  const decoder = new DetectingDecoder(LIMITS, "auto");
  decoder.push(Buffer.from(`Content-Length: ${CHUNKS * 1024}\r\n\r\n`));
  const faults = pushMuch(decoder);
  assert.equal(faults.map(kindOf), ["frame-too-large"]);
  decoder.push(frame('{"a":1}', "lsp"));
  assert.equal(decoder.next(), { value: { a: 1 } });
});

for (const framing of ["ndjson", "lsp"] as const) {
  test(`${framing}: the answer has id null, and the next request is served`, async () => {
    const { client, finished } = servedPair({ speaks: framing, limits: { maxFrameBytes: 4096 } });
    await client.initialize();
    client.send(request(1, "test/echo", { text: "x".repeat(5000) }), request(2, "test/echo"));
    assert.equal((await client.response(2)).result, {});
    assert.match(
      JSON.stringify(client.responses(null)),
      /^\[\{.*"code":-32600,"message":"[^"]*more than 4096 bytes[^"]*".*\}\]$/,
    );
    client.end();
    assert.is((await finished).exitCode, 0);
  });
}

function pushMuch(decoder: DetectingDecoder): Incoming[] {
  const found: Incoming[] = [];
  for (let count = 0; count < CHUNKS; count++) {
    decoder.push(Buffer.alloc(1024, "x"));
    for (let next = decoder.next(); next !== undefined; next = decoder.next()) found.push(next);
    assert.ok(decoder.keptBytes <= LIMITS.maxFrameBytes + 1024, `${decoder.keptBytes} bytes are kept`);
  }
  return found;
}

function kindOf(incoming: Incoming | undefined): string | undefined {
  return incoming !== undefined && "fault" in incoming ? incoming.fault.kind : undefined;
}

test.run();
