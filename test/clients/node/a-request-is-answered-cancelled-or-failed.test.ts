/** Requests of the client: the answer, the error as the table has it, `$/cancelRequest`, the end of the connection. */
import { equal, instance, is, match, unreachable } from "uvu/assert";
import { AmpdError } from "../../../clients/node/index.ts";
import { kernelStatus, sessionGet } from "../../../protocol/index.ts";
import { suite } from "../../support/suite.ts";
import { connected } from "./fake-server.ts";

const test = suite("AmpdClient requests");

async function errorOf(work: Promise<unknown>): Promise<AmpdError> {
  try {
    await work;
  } catch (error) {
    instance(error, AmpdError);
    return error as AmpdError;
  }
  throw new Error("it did not fail");
}

test("answers find their requests in any order", async () => {
  const { client, server } = await connected();
  const first = client.request(sessionGet, { sessionId: "a" });
  const second = client.request(sessionGet, { sessionId: "b" });
  const [one, two] = [await server.next(), await server.next()];
  equal([one.method, one.params], ["session/get", { sessionId: "a" }]);
  server.send({ id: two.id, result: "for b" });
  server.send({ id: one.id, result: "for a" });
  equal(await Promise.all([first, second]), ["for a", "for b"]);
});

test("a request that has no JSON text fails, and nothing else does when the connection ends", async () => {
  const { client } = await connected();
  const unhandled: unknown[] = [];
  const hear = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", hear);
  try {
    await client.request(sessionGet, { sessionId: 1n as unknown as string }).then(
      () => unreachable("it cannot be sent"),
      (error) => instance(error, TypeError),
    );
    await client.kill();
    // Node tells of what nobody caught before timers and what is due next.
    await new Promise(setImmediate);
    equal(unhandled, []);
  } finally {
    process.off("unhandledRejection", hear);
  }
});

test("an error carries what the wire says", async () => {
  const { client, server } = await connected();
  const failed = errorOf(client.request(sessionGet, { sessionId: "a" }));
  const { id } = await server.next();
  const data = { kind: "overloaded", retryable: true, retryAfterMs: 5, hint: "wait", more: 1 };
  server.send({ id, error: { code: -32001, message: "too much", data } });
  const { code, kind, message, retryable, retryAfterMs, hint, data: rest } = await failed;
  equal(
    { code, kind, message, retryable, retryAfterMs, hint },
    { code: -32001, message: "too much", ...without(data) },
  );
  equal(rest, { more: 1 });
});

test("an abort is sent, and the answer to it counts", async () => {
  const { client, server } = await connected();
  const controller = new AbortController();
  const failed = errorOf(client.request(sessionGet, { sessionId: "a" }, { signal: controller.signal }));
  const { id } = await server.next();
  controller.abort();
  const { id: _none, ...cancel } = await server.next();
  equal(cancel, { jsonrpc: "2.0", method: "$/cancelRequest", params: { id } });
  server.send({ id, error: { code: -32800, message: "cancelled", data: { kind: "cancelled", retryable: false } } });
  is((await failed).kind, "cancelled");
});

test("an abort that comes first sends nothing", async () => {
  const { client, server } = await connected();
  const failed = await errorOf(client.request(sessionGet, { sessionId: "a" }, { signal: AbortSignal.abort() }));
  is(failed.kind, "cancelled");
  void client.request(kernelStatus, {}).catch(() => {});
  is((await server.next()).method, "kernel/status");
});

test("the end of the stream fails all that waits, and all that follows", async () => {
  const { client, server } = await connected();
  const all = [1, 2].map(() => errorOf(client.request(kernelStatus, {})));
  await server.next();
  server.hangUp();
  for (const error of await Promise.all(all)) is(error.kind, "connection-closed");
  is((await errorOf(client.request(kernelStatus, {}))).kind, "connection-closed");
});

test("what is no JSON ends the connection with a clear error", async () => {
  const { client, server } = await connected();
  const failed = errorOf(client.request(kernelStatus, {}));
  server.sendRaw(Buffer.from("Segmentation fault\n"));
  const { kind, message } = await failed;
  is(kind, "protocol-broken");
  match(message, /not the protocol/);
});

function without<Data extends { more: number }>({ more: _more, ...rest }: Data): Omit<Data, "more"> {
  return rest;
}

test.run();
