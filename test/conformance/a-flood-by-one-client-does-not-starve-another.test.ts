import * as assert from "uvu/assert";
import { joinKernel, withServedSocket } from "../support/served-socket.ts";
import { mockPlan } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("a flood");
const FLOOD = 30_000;

test(`of ${FLOOD} requests is answered, each once, and a cancel of another client overtakes it`, async () => {
  await withServedSocket(async (served) => {
    const flooding = await joinKernel(served);
    const other = await joinKernel(served);
    const mountPlan = mockPlan([{ text: "slow", delay_ms: 600_000 }]);
    await other.request("create", "session/create", { sessionId: "s", mountPlan, ephemeral: true });
    const turn = other.request("turn", "session/execute", { sessionId: "s", prompt: "go" });
    await other.message(({ params }) => (params as Json | undefined)?.event === "content_block:start");
    const answered = (): number =>
      flooding.received.filter((message) => !Array.isArray(message) && "id" in message).length;
    const before = answered();
    flooding.send(...Array.from({ length: FLOOD }, (_, id) => ({ jsonrpc: "2.0", id, method: "kernel/status" })));
    await flooding.until(() => answered() > before);
    await other.request("cancel", "session/cancel", { sessionId: "s", mode: "immediate" });
    assert.is(((await turn).result as Json).stopReason, "cancelled");
    assert.ok(answered() < FLOOD, "the flood was over before the cancel came through");
    await flooding.until(() => answered() - before === FLOOD);
    const ids = flooding.received.flat().flatMap((message) => (typeof message.id === "number" ? [message.id] : []));
    assert.is(new Set(ids).size, FLOOD);
    const errors = flooding.received.flat().filter((message) => message.error !== undefined);
    assert.ok(
      errors.every((message) => (message.error as Json).code === -32001),
      "whatever is refused is told to try later",
    );
    flooding.end();
    other.end();
  });
});

test.run();
