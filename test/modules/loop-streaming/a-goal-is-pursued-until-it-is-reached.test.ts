import assert from "node:assert/strict";
import { type JsonObject, success, textOf } from "../../../kernel/index.ts";
import { module as loop } from "../../../modules/loop-streaming/index.ts";
import type { Script } from "../../support/scripted-provider.ts";
import { suite } from "../../support/suite.ts";
import { assertPaired, linesOf, type TurnFixture, tool, turnFixture } from "../lib/turn/turn-fixture.ts";

const test = suite("a goal");
const work = tool("work", async () => success("worked"));
const WORK = { toolCalls: [{ name: "work" }] };
const verdict = (reached: boolean, reason: string): string => JSON.stringify({ reached, reason });

async function pursue(script: Script, config: JsonObject = {}): Promise<{ fixture: TurnFixture; ended: unknown[] }> {
  const fixture = await turnFixture(script, { loop, tools: [work], config });
  const { text, stopReason } = await fixture.execute("/goal all tests pass");
  assertPaired(await fixture.history());
  const progress = fixture.dataOf("orchestrator:goal_progress");
  return { fixture, ended: [text, stopReason, progress.map(({ status }) => status)] };
}

test("the model goes on with what is missing until it finds it reached", async () => {
  const script = [WORK, "Tried.", verdict(false, "one fails"), WORK, "Fixed.", verdict(true, "all pass")];
  const { fixture, ended } = await pursue(script);
  assert.deepEqual(ended, ["Fixed.", "end_turn", ["continuing", "reached"]]);
  const lines = linesOf(await fixture.history()).filter((line) => !line.startsWith("tool"));
  assert.match(lines[0] ?? "", /^user: Work until this is reached.*: all tests pass$/);
  assert.match(lines[3] ?? "", /^user: The goal is not reached yet: one fails/);
  assert.ok(!lines.some((line) => line.includes("Judge")), "the questions are not kept");
  const shown = fixture.dataOf("content_block:end").map(({ block }) => (block as JsonObject).text);
  assert.deepEqual(
    shown.filter((text) => String(text).includes("reached")),
    [],
    "nor shown",
  );
  const question = fixture.provider.requests[2];
  assert.deepEqual(
    [question?.tools, textOf(question?.messages.at(-1)?.content ?? []).includes("all tests pass")],
    [[], true],
  );
  assert.ok(question?.output_schema);
});

test("it is given up when no tool is called any more", async () => {
  const script = [WORK, ...["a b", "c d", "e f", "g h"].flatMap((reason) => ["Hm.", verdict(false, reason)])];
  assert.deepEqual((await pursue(script)).ended, [
    "Hm.",
    "max_iterations",
    ["continuing", "continuing", "continuing", "stalled"],
  ]);
});

test("it is given up when the same is missing, however busy the model is", async () => {
  const script = Array.from({ length: 3 }, () => [WORK, "Hm.", verdict(false, "the last test still fails")]).flat();
  assert.deepEqual((await pursue(script)).ended, ["Hm.", "max_iterations", ["continuing", "continuing", "stalled"]]);
});

test("its rounds have a limit, and so has its turn", async () => {
  const endless = ["red", "green", "blue"].flatMap((reason) => [WORK, "Hm.", verdict(false, reason)]);
  const { ended, fixture } = await pursue(endless, { goal_max_rounds: 2, goal_summary_max_reasons: 1 });
  assert.deepEqual(ended, ["Hm.", "max_iterations", ["continuing", "limit"]]);
  assert.deepEqual(fixture.dataOf("orchestrator:goal_progress").at(-1)?.reasons, ["green"]);
  const limited = await pursue([...endless.slice(0, 3), "Out."], { max_iterations: 3 });
  assert.deepEqual(limited.ended, ["Out.", "max_iterations", ["continuing"]]);
});

test("an answer to the question that is no JSON is no yes", async () => {
  const { ended } = await pursue([WORK, "Hm.", "Yes!", "Done.", verdict(true, "done")]);
  assert.deepEqual(ended, ["Done.", "end_turn", ["continuing", "reached"]]);
});

test("a cancel while it is asked ends the turn with the answer that was there", async () => {
  const fixture = await turnFixture(["Hm.", { text: "{", stalls: true }], { loop });
  const running = fixture.execute("/goal all tests pass");
  await fixture.provider.received(2);
  fixture.coordinator.cancellation.request("graceful");
  const { text, stopReason } = await running;
  assert.deepEqual([text, stopReason], ["Hm.", "cancelled"]);
  assert.equal(linesOf(await fixture.history()).at(-1), "assistant: Hm.");
});

test("a prompt that only speaks of goals is a prompt like any other", async () => {
  const fixture = await turnFixture(["Hm."], { loop });
  assert.equal((await fixture.execute("What does /goal do?")).text, "Hm.");
  assert.equal(fixture.provider.requests.length, 1);
});

test.run();
