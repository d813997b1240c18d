import assert from "node:assert/strict";
import { ProviderError } from "../../../../kernel/index.ts";
import type { ScriptedAnswer } from "../../../support/scripted-provider.ts";
import { suite } from "../../../support/suite.ts";
import { type TurnFixture, turnFixture } from "./turn-fixture.ts";

const test = suite("an answer that breaks off");

const HALF: ScriptedAnswer = { thinking: "unsigned thought", text: ["The answer ", "is"], toolCalls: [{ name: "x" }] };

/** Runs until both pieces of text have come. */
async function untilTextCame(fixture: TurnFixture): Promise<void> {
  await new Promise<void>((resolve) => {
    fixture.coordinator.hooks.observe(
      "content_block:delta",
      ({ data }) => {
        if (data.delta === "is") resolve();
      },
      { name: "watch" },
    );
  });
}

for (const level of ["graceful", "immediate"] as const) {
  test(`${level}: the text that came is kept and answered; thoughts and calls are not`, async () => {
    const fixture = await turnFixture([{ ...HALF, stalls: true }]);
    const came = untilTextCame(fixture);
    const running = fixture.execute();
    await came;
    fixture.coordinator.cancellation.request(level);
    const outcome = await running;
    assert.deepEqual([outcome.text, outcome.stopReason], ["The answer is", "cancelled"]);
    const kept = (await fixture.history()).at(-1);
    assert.deepEqual(kept?.content, [{ type: "text", text: "The answer is" }]);
    assert.equal(kept?.metadata?.interrupted, true);
    assert.deepEqual(fixture.dataOf("content_block:end").at(-1)?.block, { type: "text", text: "The answer is" });
    assert.equal(fixture.dataOf("llm:response")[0]?.status, "error");
    assert.equal(fixture.dataOf("provider:error").length, 0);
  });
}

test("an error of the provider: the text is kept, the error is reported and thrown again", async () => {
  const error = new ProviderError("RateLimit", "slow down", { provider: "scripted", retryAfter: 7 });
  const fixture = await turnFixture([{ ...HALF, error }]);
  await assert.rejects(fixture.execute(), error);
  const kept = (await fixture.history()).at(-1);
  assert.deepEqual(kept?.content, [{ type: "text", text: "The answer is" }]);
  const failure = { kind: "RateLimit", message: "slow down", retryable: true, retry_after: 7 };
  assert.deepEqual(fixture.dataOf("provider:error")[0]?.error, failure);
  assert.deepEqual(fixture.dataOf("llm:response")[0]?.error, failure);
  assert.deepEqual(fixture.dataOf("execution:end")[0]?.response, "The answer is");
});

test("nothing but blanks is not worth a message", async () => {
  const error = new ProviderError("Stream", "cut", { provider: "scripted" });
  const fixture = await turnFixture([{ text: " \n", error }]);
  await assert.rejects(fixture.execute(), error);
  assert.equal((await fixture.history()).length, 1);
});

test("a provider that throws something else has broken its contract", async () => {
  const fixture = await turnFixture([{ text: "x", error: new TypeError("oops") }]);
  await assert.rejects(fixture.execute(), { code: "module-contract-broken", message: /scripted .*oops/ });
});

test.run();
