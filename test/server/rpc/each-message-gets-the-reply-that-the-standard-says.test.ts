/** Every row of the table, in both framings: the right replies, no others, and a stream that goes on. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { linesOfExpected, linesOfReceived } from "../../support/wire/compare-replies.ts";
import { frame, request, type WireFraming } from "../../support/wire/frames.ts";
import { MESSAGE_CASES, type MessageCase } from "../../support/wire/message-cases.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("each message gets the reply that the standard says");

for (const framing of ["ndjson", "lsp"] as const) {
  for (const row of MESSAGE_CASES) test(`${framing}: ${row.name}`, () => check(row, framing));
}

async function check({ bodies, replies }: MessageCase, framing: WireFraming): Promise<void> {
  const { client, finished, reports } = servedPair({ speaks: framing });
  await client.initialize();
  const last = JSON.stringify(request("last", "test/echo", {}));
  client.write(Buffer.concat([...bodies, last].map((body) => frame(body, framing))));
  client.end();
  assert.equal(await finished, { exitCode: 0, reason: "end-of-input" });
  const received = client.received.filter(
    (message) => Array.isArray(message) || (message.id !== "init" && message.id !== "last"),
  );
  assert.equal(linesOfReceived(received, "with kinds"), linesOfExpected(replies, "with kinds"));
  assert.equal(client.responses("last").length, 1);
  assert.not.match(JSON.stringify(client.received), /hunter2|circular|BigInt|call stack/i);
  assert.not.ok(
    reports.some((line) => line.startsWith("dispatcher:")),
    reports.join("\n"),
  );
}

test.run();
