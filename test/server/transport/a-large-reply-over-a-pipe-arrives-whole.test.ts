/** The process ends by itself and only when everything is written. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { spawnServer } from "../../support/wire/spawned-server.ts";

const test = suite("a large reply over a pipe arrives whole");
const BYTES = 5_000_000;

for (const framing of ["ndjson", "lsp"] as const) {
  test(`${framing}, at the end of input`, async () => {
    const { client, exited } = spawnServer(framing);
    void client.initialize();
    const reply = client.request(1, "test/large", { bytes: BYTES });
    client.end();
    assert.is(String((await reply).result).length, BYTES);
    assert.is(await exited, 0);
  });

  test(`${framing}, behind shutdown and exit`, async () => {
    const { client, exited } = spawnServer(framing);
    await client.initialize();
    const reply = client.request(1, "test/large", { bytes: BYTES });
    void client.request(2, "shutdown");
    client.notify("exit");
    assert.is(String((await reply).result).length, BYTES);
    assert.is(await exited, 0);
  });
}

test.run();
