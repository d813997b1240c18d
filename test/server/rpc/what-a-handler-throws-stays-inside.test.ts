/** An unexpected fault is "Internal error" for the client; the details go to whoever runs the server. */
import * as assert from "uvu/assert";
import { RpcError } from "../../../server/rpc/index.ts";
import { suite } from "../../support/suite.ts";
import { request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("what a handler throws stays inside");
const INTERNAL = { code: -32603, message: "Internal error", data: { kind: "internal", retryable: false } };

for (const [name, thrown, told] of [
  ["an Error", new Error("the password is hunter2"), "hunter2"],
  ["a string", "hunter2", "hunter2"],
  ["nothing", undefined, "undefined"],
  ["an object that is no error", { message: "hunter2" }, "hunter2"],
] as const) {
  test(name, async () => {
    const { client, reports } = servedPair({ server: { methods: () => () => Promise.reject(thrown) } });
    await client.initialize();
    assert.equal((await client.request(1, "any")).error, INTERNAL);
    assert.match(reports.join("\n"), "`any` failed");
    assert.match(reports.join("\n"), told);
  });
}

test("a handler that throws before it returns a promise", async () => {
  const handler = (): never => {
    throw new Error("hunter2");
  };
  const { client } = servedPair({ server: { methods: () => handler } });
  await client.initialize();
  assert.equal((await client.request(1, "any")).error, INTERNAL);
});

test("an error that the server can map", async () => {
  const toError = (error: unknown): RpcError | undefined =>
    error === "busy"
      ? new RpcError(-32010, "The session is busy.", { kind: "session-busy", retryable: true, retryAfterMs: 10 })
      : undefined;
  const { client, reports } = servedPair({ server: { toError, methods: () => () => Promise.reject("busy") } });
  await client.initialize();
  const { error } = await client.request(1, "any");
  assert.equal(error, {
    code: -32010,
    message: "The session is busy.",
    data: { kind: "session-busy", retryable: true, retryAfterMs: 10 },
  });
  assert.equal(reports, []);
});

test("a mapping or a lookup that fails itself", async () => {
  const fail = (): never => {
    throw new Error("hunter2");
  };
  const { client } = servedPair({ server: { toError: fail, methods: fail, methodNames: fail } });
  await client.initialize();
  assert.equal((await client.request(1, "any")).error, INTERNAL);
  assert.equal((await client.request(2, "any")).error, INTERNAL);
});

test("error data that has no JSON text", async () => {
  const error = new RpcError(-32010, "odd", { kind: "odd", retryable: false, big: 1n });
  const { client, reports } = servedPair({ server: { methods: () => () => Promise.reject(error) } });
  await client.initialize();
  assert.equal((await client.request(1, "any")).error, INTERNAL);
  assert.match(reports.join("\n"), "BigInt");
});

test("notifications that have no JSON text, and handlers of notifications that fail, are reported", async () => {
  const notifications = (): (() => never) => () => {
    throw new Error("hunter2");
  };
  const { client, connection, reports } = servedPair({ server: { notifications } });
  await client.initialize();
  connection.notify("test/note", { big: 1n });
  client.notify("test/heard");
  client.send(request(1, "test/echo"));
  await client.response(1);
  assert.is(client.received.length, 2);
  assert.match(reports.join("\n"), "BigInt");
  assert.match(reports.join("\n"), "hunter2");
});

test("_meta is handed over as it came", async () => {
  const { client } = servedPair();
  await client.initialize();
  const meta = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", more: [1] };
  assert.equal((await client.request(1, "test/meta", { _meta: meta })).result, meta);
  assert.equal((await client.request(2, "test/meta", { _meta: 5 })).result, null);
  assert.equal((await client.request(3, "test/meta", [])).result, null);
});

test.run();
