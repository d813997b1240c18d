/** `{` and `[` are one JSON a line, `C` and `c` are headers; anything else is refused, and the next line is looked at. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { frame, request, type WireFraming } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("the framing is found from the first byte");
const INITIALIZE = JSON.stringify(request("init", "initialize", {}));

interface Row {
  readonly name: string;
  readonly before: string;
  readonly speaks: WireFraming;
}

const ROWS: readonly Row[] = [
  { name: "an object", before: "", speaks: "ndjson" },
  { name: "an object behind blanks", before: " \t\r\n\n", speaks: "ndjson" },
  { name: "an object behind a byte order mark", before: "\ufeff", speaks: "ndjson" },
  { name: "a header", before: "", speaks: "lsp" },
  { name: "a header behind blanks", before: "\r\n \n", speaks: "lsp" },
  { name: "a header behind a byte order mark and blanks", before: "\ufeff\r\n", speaks: "lsp" },
];

for (const { name, before, speaks } of ROWS) {
  test(`${name}: ${speaks}`, async () => {
    const { client } = servedPair({ speaks });
    client.write(Buffer.concat([Buffer.from(before), frame(INITIALIZE, speaks)]));
    assert.ok("result" in (await client.response("init")));
    assert.is(client.received.length, 1);
  });
}

test("a batch comes first", async () => {
  const { client } = servedPair();
  client.write(`[${INITIALIZE},{"jsonrpc":"2.0","id":1,"method":"test/echo"}]\n`);
  assert.is((await client.batch()).length, 2);
});

test("a word is refused, and lines go on", async () => {
  const { client } = servedPair();
  client.write(`hello\n42\n${INITIALIZE}\n`);
  await client.response("init");
  const codes = client.responses(null).map(({ error }) => (error as { code: number }).code);
  assert.equal(codes, [-32700, -32600]);
});

test("a word is refused in one line, and headers follow", async () => {
  const { output, client, finished } = servedPair();
  const written: Buffer[] = [];
  output.removeAllListeners("data").on("data", (chunk: Buffer) => written.push(chunk));
  client.write(Buffer.concat([Buffer.from("hello\n"), frame(INITIALIZE, "lsp")]));
  client.end();
  assert.is((await finished).exitCode, 0);
  assert.match(
    Buffer.concat(written).toString(),
    /^\{"jsonrpc":"2.0","id":null,.*\}\nContent-Length: \d+\r\n\r\n\{.*"init".*\}$/,
  );
});

test("a client that was announced as one of headers is answered in headers", async () => {
  const { client } = servedPair({ framing: "lsp", speaks: "lsp" });
  client.write(`${INITIALIZE}\n`);
  await client.until(() => client.responses(null).length === 1);
  assert.ok("result" in (await client.initialize()));
});

test("a client that was announced as one of lines is answered in lines", async () => {
  const { client } = servedPair({ framing: "ndjson", speaks: "ndjson" });
  client.write(`Content-Length: ${INITIALIZE.length}\r\n\r\n${INITIALIZE}\n`);
  assert.ok("result" in (await client.response("init")));
  assert.is(client.responses(null).length, 1);
});

test.run();
