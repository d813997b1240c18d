import assert from "node:assert/strict";
import { type Context, ProviderError } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { echo, linesOf, turnFixture } from "./turn-fixture.ts";

const test = suite("a provider that finds the view too long");

const tooLong = { error: new ProviderError("ContextLength", "too many tokens", { provider: "scripted" }) };

const calling = { toolCalls: [{ name: "echo", input: { text: "x" } }] };

/** Says what it did when it is asked to compact. */
function compacting(level: number): {
  readonly wrapContext: (inner: Context) => Context;
  readonly calls: () => number;
} {
  let calls = 0;
  const wrapContext = (inner: Context): Context => ({
    addMessage: (message) => inner.addMessage(message),
    getMessages: () => inner.getMessages(),
    getMessagesForRequest: (request) => inner.getMessagesForRequest(request),
    setMessages: (messages) => inner.setMessages(messages),
    clear: () => inner.clear(),
    async compact() {
      calls += 1;
      return { level };
    },
  });
  return { wrapContext, calls: () => calls };
}

test("it is compacted and sent again", async () => {
  const { wrapContext, calls } = compacting(1);
  const fixture = await turnFixture([tooLong, "done"], { wrapContext });
  assert.equal((await fixture.execute()).text, "done");
  assert.equal(calls(), 1);
  assert.equal(fixture.dataOf("provider:error").length, 1);
});

test("what a hook gave for the request goes with it again", async () => {
  const { wrapContext } = compacting(1);
  const fixture = await turnFixture([tooLong, "done"], { wrapContext });
  const inject = { action: "inject_context", context_injection: "mind this", ephemeral: true } as const;
  fixture.coordinator.hooks.register("execution:start", () => inject, { name: "reminder" });
  await fixture.execute();
  const last = fixture.provider.requests.map((request) => linesOf(request.messages).at(-1));
  assert.deepEqual(last, ["system: mind this", "system: mind this"]);
});

for (const { name, level, script, compactions } of [
  { name: "not twice for one request", level: 1, script: [tooLong, tooLong, "never"], compactions: 1 },
  { name: "not twice in a turn", level: 1, script: [tooLong, calling, tooLong, "never"], compactions: 1 },
  { name: "not when nothing could be left out", level: 0, script: [tooLong, "never"], compactions: 1 },
]) {
  test(name, async () => {
    const { wrapContext, calls } = compacting(level);
    const fixture = await turnFixture(script, { wrapContext, tools: [echo] });
    await assert.rejects(fixture.execute(), { kind: "ContextLength" });
    assert.equal(calls(), compactions);
  });
}

test.run();
