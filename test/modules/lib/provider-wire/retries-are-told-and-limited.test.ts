import assert from "node:assert/strict";
import { FailureError } from "../../../../modules/lib/provider-wire/index.ts";
import { suite } from "../../../support/suite.ts";
import { ask, failureOf } from "../../provider-fixture.ts";
import { passTime, RESPONSE, wireScene } from "./fixture.ts";

const test = suite("Retries");
const UNAVAILABLE = new FailureError({ kind: "ProviderUnavailable", message: "Not now." });

test("each one is an event, and the answer of the last one is the answer", async () => {
  const { provider, clock, dataOf } = wireScene(async (_, count) => {
    if (count < 2) throw UNAVAILABLE;
    return RESPONSE;
  });
  const { response } = await passTime(clock, 1000, ask(provider));
  assert.equal(response, RESPONSE);
  const told = dataOf("provider:retry").map(({ attempt, delay_ms, request_id, error }) => ({
    attempt,
    delay_ms,
    request_id,
    error,
  }));
  const error = { kind: "ProviderUnavailable", message: "Vendor: Not now.", retryable: true };
  assert.deepEqual(told, [
    { attempt: 2, delay_ms: 1000, request_id: "request-1", error },
    { attempt: 3, delay_ms: 2000, request_id: "request-1", error },
  ]);
});

test("after the last one the failure is the caller's", async () => {
  let attempts = 0;
  const { provider, clock } = wireScene(async () => {
    attempts += 1;
    throw UNAVAILABLE;
  });
  const error = await failureOf(passTime(clock, 1000, ask(provider)));
  assert.equal(error.kind, "ProviderUnavailable");
  assert.equal(attempts, 3);
});

test("nothing is tried again once the caller has seen a part of the answer", async () => {
  let attempts = 0;
  const { provider } = wireScene(async ({ delivery }) => {
    attempts += 1;
    await delivery.block("text").add("So");
    throw new Error("terminated");
  });
  const error = await failureOf(ask(provider));
  assert.equal(error.kind, "Network");
  assert.equal(attempts, 1);
});

test("a cancel ends the wait for the next one", async () => {
  const controller = new AbortController();
  const scene = wireScene(async () => {
    throw UNAVAILABLE;
  });
  scene.coordinator.hooks.observe("provider:retry", () => setImmediate(() => controller.abort()), { name: "test" });
  const error = await failureOf(ask(scene.provider, {}, { signal: controller.signal }));
  assert.equal(error.kind, "Abort");
  assert.equal(scene.clock.pending, 0);
});

test.run();
