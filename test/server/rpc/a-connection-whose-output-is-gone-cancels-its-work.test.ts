/** Nobody hears the answers any more: handlers are told at once, waiting producers go on, nothing is left unhandled. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("a connection whose output is gone cancels its work");

for (const how of ["an error", "a close"] as const) {
  test(how, async () => {
    const { client, methods, connection, output, input, finished } = servedPair({ limits: { maxEgressBytes: 1024 } });
    await client.initialize();
    client.send(request(1, "test/hold"));
    await methods.whenHeld(1);
    client.pause();
    for (let n = 0; n < 100; n++) connection.notify("test/note", { text: "x".repeat(1000) });
    const ready = connection.ready();
    const heard: string[] = [];
    const undo = connection.onClose(() => void heard.push("undone"));
    undo();
    connection.onClose(() => void heard.push("first"));
    connection.onClose((reason) => void heard.push(reason));
    output.destroy(how === "an error" ? new Error("EPIPE") : undefined);
    await ready;
    assert.equal(await finished, { exitCode: 1, reason: "output-gone" });
    connection.onClose((reason) => void heard.push(`late ${reason}`));
    assert.equal(heard, ["first", "output-gone", "late output-gone"]);
    assert.ok(connection.isClosed);
    assert.ok(input.destroyed, "the input is let go");
    connection.notify("test/note", {});
    await connection.ready();
  });
}

test("a listener that fails does not keep the others from hearing", async () => {
  const { connection, output, finished, reports } = servedPair();
  const heard: string[] = [];
  connection.onClose(() => {
    throw new Error("a listener's own fault");
  });
  connection.onClose((reason) => void heard.push(reason));
  output.destroy();
  await finished;
  assert.equal(heard, ["output-gone"]);
  assert.match(reports.join("\n"), "a listener's own fault");
});

test("an input that fails closes the connection", async () => {
  const { client, input, finished, reports } = servedPair();
  await client.initialize();
  input.destroy(new Error("EIO"));
  assert.equal(await finished, { exitCode: 1, reason: "input-failed" });
  assert.match(reports.join("\n"), "EIO");
});

test("the server may close it: what is in flight is answered as cancelled", async () => {
  const { client, methods, connection, finished } = servedPair();
  await client.initialize();
  client.send(request(1, "test/hold"));
  await methods.whenHeld(1);
  connection.close("server-stopped");
  connection.close("exit");
  assert.equal(await finished, { exitCode: 1, reason: "server-stopped" });
  assert.match(JSON.stringify(client.responses(1)), /"code":-32800.*server-stopped/);
});

test.run();
