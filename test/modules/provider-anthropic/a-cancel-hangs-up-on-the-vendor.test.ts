import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { ask, failureOf } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("A cancelled request to Anthropic");

test("is over at once, and the connection with it, in the middle of an answer that has stalled", async () => {
  await withAnthropic([{ blocks: [{ text: "So" }], after: "stall" }], async ({ provider, server }) => {
    const controller = new AbortController();
    const onPart = async (): Promise<void> => void setImmediate(() => controller.abort());
    const error = await failureOf(ask(provider, {}, { signal: controller.signal, onPart }));
    assert.equal(error.kind, "Abort");
    await server.waitForHangUp();
  });
});

test("is over at once, and the connection with it, where no answer has begun", async () => {
  await withAnthropic(["hang"], async ({ provider, server }) => {
    const controller = new AbortController();
    const asked = failureOf(ask(provider, {}, { signal: controller.signal }));
    await server.waitForRequests(1);
    controller.abort();
    assert.equal((await asked).kind, "Abort");
    await server.waitForHangUp();
  });
});

test.run();
