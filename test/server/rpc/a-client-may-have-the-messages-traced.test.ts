/** `$/setTrace` switches `$/logTrace` on and off. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import type { RawClient } from "../../support/wire/raw-client.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("a client may have the messages traced");

test("off, messages, verbose, and words that mean nothing", async () => {
  const { client, connection } = servedPair();
  await client.initialize();
  await client.request(1, "test/echo");
  assert.equal(linesIn(client), []);

  client.notify("$/setTrace", { value: "messages" });
  await client.request(2, "test/echo", { secret: 1 });
  assert.equal(linesIn(client), ["Received request 'test/echo - (2)'.", "Sending response 'test/echo - (2)'."]);
  assert.not.match(JSON.stringify(client.notifications("$/logTrace")), "secret");

  for (const value of ["loud", 5, null]) client.notify("$/setTrace", { value });
  client.notify("$/setTrace");
  await client.request(3, "test/echo");
  assert.ok(linesIn(client).includes("Sending response 'test/echo - (3)'."));

  client.notify("$/setTrace", { value: "verbose" });
  await client.request(4, "test/echo", { text: "y".repeat(10_000) });
  connection.notify("test/note", { n: 1 });
  await client.request(5, "none");
  const lines = client.notifications("$/logTrace").map(({ params }) => params as { message: string; verbose?: string });
  const verbose = lines.find(({ message }) => message === "Received request 'test/echo - (4)'.")?.verbose ?? "";
  assert.match(verbose, /^\{"text":"y+…$/);
  assert.ok(verbose.length < 5000);
  assert.equal(lines.find(({ message }) => message === "Sending notification 'test/note'.")?.verbose, '{"n":1}');

  client.notify("$/setTrace", { value: "off" });
  await client.request(6, "test/echo");
  const count = linesIn(client).length;
  await client.request(7, "test/echo");
  assert.is(linesIn(client).length, count);
});

function linesIn(client: RawClient): string[] {
  return client.notifications("$/logTrace").map(({ params }) => String((params as Json).message));
}

test.run();
