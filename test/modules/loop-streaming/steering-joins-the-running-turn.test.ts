import assert from "node:assert/strict";
import { type ContentBlock, success } from "../../../kernel/index.ts";
import { module } from "../../../modules/loop-streaming/index.ts";
import { suite } from "../../support/suite.ts";
import { gate, linesOf, type TurnFixture, tool, turnFixture } from "../lib/turn/turn-fixture.ts";

const test = suite("steering");

function steer(fixture: TurnFixture, text: string): boolean {
  const capability = fixture.coordinator.getCapability<{ steer(prompt: readonly ContentBlock[]): boolean }>(
    "session.steer",
  );
  assert.ok(capability);
  return capability.steer([{ type: "text", text }]);
}

test("input that comes while a tool runs joins at the next request, in order", async () => {
  const steers = tool("steers", async () => {
    assert.ok(steer(fixture, "also this"));
    assert.ok(steer(fixture, "and that"));
    return success("ok");
  });
  const script = [{ toolCalls: [{ id: "a", name: "steers" }] }, "done"];
  const fixture: TurnFixture = await turnFixture(script, { loop: module, tools: [steers] });
  await fixture.execute();
  const expected = ["user: hello", "assistant: <a>", "tool <a>: ok", "user: also this", "user: and that"];
  assert.deepEqual(linesOf(fixture.provider.requests[1]?.messages ?? []), expected);
  assert.equal(fixture.dataOf("orchestrator:steering_injected").length, 2);
});

test("input that comes during the final answer causes one more request", async () => {
  const write = gate();
  const fixture = await turnFixture([{ text: "first", gate: write.opened }, "second"], { loop: module });
  const running = fixture.execute();
  await fixture.provider.received(1);
  assert.ok(steer(fixture, "wait"));
  write.open();
  assert.equal((await running).text, "second");
  const expected = ["user: hello", "assistant: first", "user: wait", "assistant: second"];
  assert.deepEqual(linesOf(await fixture.history()), expected);
});

test("a cancelled turn drops what waits, and takes nothing more", async () => {
  const fixture = await turnFixture([{ text: "half", stalls: true }, "next"], { loop: module });
  const running = fixture.execute();
  await fixture.provider.received(1);
  assert.ok(steer(fixture, "dropped"));
  fixture.coordinator.cancellation.request("graceful");
  assert.equal(steer(fixture, "too late"), false);
  await running;
  fixture.coordinator.cancellation.reset();
  await fixture.execute("again");
  assert.ok((await fixture.history()).every((message) => !JSON.stringify(message).includes("dropped")));
});

test("a turn that is cancelled while a tool runs drops it too", async () => {
  const stops = tool("stops", async () => {
    assert.ok(steer(fixture, "dropped"));
    fixture.coordinator.cancellation.request("graceful");
    return success("ok");
  });
  const script = [{ toolCalls: [{ id: "a", name: "stops" }] }];
  const fixture: TurnFixture = await turnFixture(script, { loop: module, tools: [stops] });
  assert.equal((await fixture.execute()).stopReason, "cancelled");
  assert.deepEqual(linesOf(await fixture.history()), ["user: hello", "assistant: <a>", "tool <a>: ok"]);
});

test("input that the last request could not take stays in the history", async () => {
  const write = gate();
  const call = { toolCalls: [{ name: "noop" }] };
  const noop = tool("noop", async () => success("ok"));
  const script = [call, { text: "last", gate: write.opened }];
  const fixture = await turnFixture(script, { loop: module, tools: [noop], config: { max_iterations: 1 } });
  const running = fixture.execute();
  await fixture.provider.received(2);
  assert.ok(steer(fixture, "for later"));
  write.open();
  assert.equal((await running).stopReason, "max_iterations");
  assert.equal(linesOf(await fixture.history()).at(-1), "user: for later");
});

test("outside a turn, and when a hundred wait, it is refused", async () => {
  const write = gate();
  const fixture = await turnFixture([{ text: "x", gate: write.opened }, "y"], { loop: module });
  assert.equal(steer(fixture, "early"), false);
  const running = fixture.execute();
  await fixture.provider.received(1);
  const accepted = Array.from({ length: 101 }, (_, number) => steer(fixture, `${number}`));
  assert.deepEqual([accepted.filter(Boolean).length, accepted.at(-1)], [100, false]);
  write.open();
  await running;
  assert.equal(steer(fixture, "late"), false);
});

test.run();
