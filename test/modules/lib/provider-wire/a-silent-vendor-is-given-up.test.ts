import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { ask, failureOf } from "../../provider-fixture.ts";
import { passTime, RESPONSE, wireScene } from "./fixture.ts";

const test = suite("The limit of a vendor's silence");

test("ends an attempt, and what is still connected is told", async () => {
  const signals: AbortSignal[] = [];
  const { provider, clock } = wireScene(async (attempt) => {
    signals.push(attempt.signal);
    for await (const _ of attempt.read(() => new Promise<never>(() => {})));
    return RESPONSE;
  });
  const error = await failureOf(passTime(clock, 60_000, ask(provider)));
  assert.equal(error.kind, "Timeout");
  assert.match(error.message, /60 s/);
  assert.equal(signals.length, 3);
  assert.ok(signals.every((signal) => signal.aborted));
});

test("begins anew with each event, and does not count the time that the listener takes", async () => {
  const { provider, clock } = wireScene(async (attempt) => {
    const block = attempt.delivery.block("text");
    for await (const text of attempt.read(async () => events())) await block.add(text);
    return RESPONSE;
  });
  async function* events(): AsyncGenerator<string> {
    for (const text of ["a", "b", "c"]) {
      clock.advance(50_000);
      yield text;
    }
  }
  const onPart = async (): Promise<void> => clock.advance(100_000);
  const { parts } = await ask(provider, {}, { onPart });
  assert.equal(parts.filter((part) => part.type === "delta").length, 3);
  assert.equal(clock.pending, 0);
});

test("holds for a list of models", async () => {
  let told: AbortSignal | undefined;
  const listModels = (signal: AbortSignal): Promise<never> => {
    told = signal;
    return new Promise(() => {});
  };
  const { provider, clock } = wireScene(async () => RESPONSE, { listModels });
  const error = await failureOf(passTime(clock, 60_000, provider.listModels(new AbortController().signal)));
  assert.equal(error.kind, "Timeout");
  assert.equal(told?.aborted, true);
});

test.run();
