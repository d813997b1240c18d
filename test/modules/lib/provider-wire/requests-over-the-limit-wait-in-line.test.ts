import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { ask, failureOf } from "../../provider-fixture.ts";
import { RESPONSE, wireScene } from "./fixture.ts";

const test = suite("Requests over max_concurrent");

test("wait until another one is over, and say so", async () => {
  const finishers: (() => void)[] = [];
  const { provider, dataOf } = wireScene(async () => {
    await new Promise<void>((resolve) => finishers.push(resolve));
    return RESPONSE;
  });
  const first = ask(provider, { request_id: "first" });
  const second = ask(provider, { request_id: "second" });
  await turnOfTheLoop();
  assert.equal(finishers.length, 1);
  assert.deepEqual(
    dataOf("provider:throttle").map((data) => data.request_id),
    ["second"],
  );
  finishers[0]?.();
  await first;
  await turnOfTheLoop();
  assert.equal(finishers.length, 2);
  finishers[1]?.();
  await second;
});

test("leave the line when they are cancelled, and nobody moves up for that", async () => {
  const finishers: (() => void)[] = [];
  const { provider } = wireScene(async () => {
    await new Promise<void>((resolve) => finishers.push(resolve));
    return RESPONSE;
  });
  const controller = new AbortController();
  const first = ask(provider);
  const second = ask(provider);
  const third = ask(provider, {}, { signal: controller.signal });
  await turnOfTheLoop();
  controller.abort();
  assert.equal((await failureOf(third)).kind, "Abort");
  await turnOfTheLoop();
  assert.equal(finishers.length, 1);
  finishers[0]?.();
  await first;
  await turnOfTheLoop();
  finishers[1]?.();
  await second;
  assert.equal(finishers.length, 2);
});

async function turnOfTheLoop(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test.run();
