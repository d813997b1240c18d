/** Every row of the table of headers: what can be answered is, what cannot is reported, and the frame behind it is found. */
import * as assert from "uvu/assert";
import { DetectingDecoder, type Incoming } from "../../../server/transport/index.ts";
import { suite } from "../../support/suite.ts";
import { frame, request } from "../../support/wire/frames.ts";
import { HEADER_CASE_MAX_FRAME_BYTES, HEADER_CASES, type HeaderCase } from "../../support/wire/header-cases.ts";
import { plainPair, settle } from "../../support/wire/plain-library.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("a broken header is reported and the next frame found");
const LAST = frame(JSON.stringify(request("last", "test/echo", {})), "lsp");

for (const row of HEADER_CASES) {
  test(row.name, () => checkServer(row, [...row.chunks, LAST]));
  test(`${row.name}, all in one chunk`, () => checkServer(row, [Buffer.concat([...row.chunks, LAST])]));
  test(`${row.name}, one byte a chunk`, () => checkDecoder(row));
  test(`${row.isRightInPlainLibrary ? "right" : "wrong"} in the plain library: ${row.name}`, () => checkPlain(row));
}

async function checkServer({ answered, faults }: HeaderCase, chunks: readonly Buffer[]): Promise<void> {
  const { client, finished } = servedPair({ speaks: "lsp", limits: { maxFrameBytes: HEADER_CASE_MAX_FRAME_BYTES } });
  await client.initialize();
  for (const chunk of chunks) client.write(chunk);
  await client.response("last");
  client.end();
  assert.is((await finished).exitCode, 0);
  assert.equal(resultIds(client.received), [...answered, "init", "last"].map(String).sort());
  assert.is(client.responses(null).length, faults);
  assert.is(client.received.length, answered.length + faults + 2);
}

/** A stream joins chunks that it was given; here the decoder gets each byte alone. */
function checkDecoder({ chunks, answered, faults }: HeaderCase): void {
  const decoder = new DetectingDecoder({ maxFrameBytes: HEADER_CASE_MAX_FRAME_BYTES, maxDepth: 128 }, "lsp");
  const incoming: Incoming[] = [];
  for (const byte of Buffer.concat([...chunks, LAST])) {
    decoder.push(Buffer.from([byte]));
    for (let next = decoder.next(); next !== undefined; next = decoder.next()) incoming.push(next);
  }
  const ids = incoming.flatMap((one) => ("value" in one ? [String((one.value as { id: unknown }).id)] : []));
  assert.equal(ids.sort(), [...answered, "last"].map(String).sort());
  assert.is(incoming.length - ids.length, faults);
  assert.is(decoder.end(), undefined);
}

async function checkPlain({ chunks, answered, faults, isRightInPlainLibrary }: HeaderCase): Promise<void> {
  const { client, dispose } = plainPair();
  for (const chunk of [...chunks, LAST]) client.write(chunk);
  await settle();
  dispose();
  const isSame = resultIds(client.received).join() === [...answered, "last"].map(String).sort().join();
  assert.is(isSame && client.responses(null).length === faults, isRightInPlainLibrary);
}

function resultIds(messages: readonly object[]): string[] {
  return messages.flatMap((message) => ("result" in message && "id" in message ? [String(message.id)] : [])).sort();
}

test.run();
