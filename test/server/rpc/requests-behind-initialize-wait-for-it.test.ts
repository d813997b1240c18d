/** A script may write everything at once: what stands behind `initialize` is not refused, and its order is kept. */
import * as assert from "uvu/assert";
import { type MethodHandler, RpcError } from "../../../server/rpc/index.ts";
import { suite } from "../../support/suite.ts";
import { notification, request } from "../../support/wire/frames.ts";
import { servedPair } from "../../support/wire/served-pair.ts";

const test = suite("requests behind initialize wait for it");

test("everything in one write", async () => {
  const order: string[] = [];
  const { client, finished, methods } = servedPair({
    server: {
      lifecycle: { initialize: slowly(async () => void order.push("initialize")) },
      notifications: (method) => () => void order.push(method),
      methods: (method) => async () => void order.push(method),
    },
  });
  assert.is(methods.held(), 0);
  client.send(
    request(0, "initialize", {}),
    notification("initialized"),
    request(1, "a"),
    notification("b"),
    request(2, "c"),
  );
  client.end();
  assert.is((await finished).exitCode, 0);
  assert.equal(order, ["initialize", "initialized", "a", "b", "c"]);
  assert.equal(
    client.received.map((message) => (message as { id: unknown }).id),
    [0, 1, 2],
  );
});

test("when initialize fails, they are refused, and the client may try again", async () => {
  let isFirst = true;
  const initialize: MethodHandler = slowly(async () => {
    if (!isFirst) return "welcome";
    isFirst = false;
    throw new RpcError(-32022, "no common version", {
      kind: "unsupported-version",
      retryable: false,
      supported: ["1.0"],
    });
  });
  const { client } = servedPair({ server: { lifecycle: { initialize } } });
  client.send(request(0, "initialize", {}), request(1, "test/echo"));
  assert.is(codeOf(await client.response(0)), -32022);
  assert.is(codeOf(await client.response(1)), -32002);
  assert.is((await client.request(2, "initialize", {})).result, "welcome");
  assert.equal((await client.request(3, "test/echo")).result, {});
});

test("two of them at once: when the first fails, only one of those behind it gets in", async () => {
  const outcomes = ["fail", "welcome", "welcome"];
  const initialize: MethodHandler = slowly(async () => {
    const outcome = outcomes.shift();
    if (outcome === "fail") throw new RpcError(-32022, "no", { kind: "unsupported-version", retryable: false });
    return outcome;
  });
  const { client } = servedPair({ server: { lifecycle: { initialize } } });
  client.send(request(1, "initialize", {}), request(2, "initialize", {}), request(3, "initialize", {}));
  assert.is(codeOf(await client.response(1)), -32022);
  assert.is((await client.response(2)).result, "welcome");
  assert.is(codeOf(await client.response(3)), -32600);
});

test("a request that waits may be cancelled", async () => {
  let release = (): void => {};
  const initialize: MethodHandler = () => new Promise((resolve) => (release = () => resolve({})));
  const { client } = servedPair({ server: { lifecycle: { initialize } } });
  client.send(request(0, "initialize", {}), request(1, "test/echo"), notification("$/cancelRequest", { id: 1 }));
  assert.is(codeOf(await client.response(1)), -32800);
  assert.is(client.responses(0).length, 0);
  release();
  assert.ok("result" in (await client.response(0)));
});

function slowly(run: MethodHandler): MethodHandler {
  return async (params, call) => {
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    return run(params, call);
  };
}

function codeOf({ error }: Record<string, unknown>): number | undefined {
  return (error as { code: number } | undefined)?.code;
}

test.run();
