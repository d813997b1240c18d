/** Shows that the table can fail: vscode-jsonrpc alone gets exactly the rows wrong that are marked so. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { linesOfExpected, linesOfReceived } from "../../support/wire/compare-replies.ts";
import { frame, request } from "../../support/wire/frames.ts";
import { MESSAGE_CASES, type MessageCase } from "../../support/wire/message-cases.ts";
import { plainPair, settle } from "../../support/wire/plain-library.ts";

const test = suite("the plain library fails the rows that say so");

for (const row of MESSAGE_CASES) {
  test(`${row.isRightInPlainLibrary ? "right" : "wrong"}: ${row.name}`, async () => {
    assert.is(await isRight(row), row.isRightInPlainLibrary);
  });
}

async function isRight({ bodies, replies }: MessageCase): Promise<boolean> {
  const { client, dispose } = plainPair();
  const last = JSON.stringify(request("last", "test/echo", {}));
  client.write(Buffer.concat([...bodies, last].map((body) => frame(body, "lsp"))));
  await settle();
  dispose();
  const others = client.received.filter((message) => Array.isArray(message) || message.id !== "last");
  const isSame = linesOfReceived(others, "codes only").join("\n") === linesOfExpected(replies, "codes only").join("\n");
  return isSame && client.responses("last").length === 1;
}

test.run();
