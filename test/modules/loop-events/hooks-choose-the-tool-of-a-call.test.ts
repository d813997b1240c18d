import assert from "node:assert/strict";
import { failure, type HookHandler, success } from "../../../kernel/index.ts";
import { module as loop } from "../../../modules/loop-events/index.ts";
import { suite } from "../../support/suite.ts";
import { assertPaired, linesOf, type TurnFixture, tool, turnFixture } from "../lib/turn/turn-fixture.ts";

const test = suite("tool:selecting");
const CALL = { text: "See: ", toolCalls: [{ id: "a", name: "slow", input: { text: "x" } }] };
const tools = ["slow", "fast"].map((name) => tool(name, async ({ text }) => success(`${name} ${text}`)));

async function turnWith(onSelecting: HookHandler): Promise<TurnFixture> {
  const fixture = await turnFixture([CALL, "done"], { loop, tools });
  fixture.coordinator.hooks.register("tool:selecting", onSelecting, { name: "scheduler" });
  assert.equal((await fixture.execute()).text, "done");
  assertPaired(await fixture.history());
  return fixture;
}

const resultOf = async (fixture: TurnFixture): Promise<string | undefined> =>
  linesOf(await fixture.history()).find((line) => line.startsWith("tool"));

test("a hook sees what the model wants and what there is, and leaves it", async () => {
  const fixture = await turnWith(() => undefined);
  const [{ tool_name, tool_call_id, tool_input, available_tools } = {}] = fixture.dataOf("tool:selecting");
  assert.deepEqual(
    [tool_name, tool_call_id, tool_input, available_tools],
    ["slow", "a", { text: "x" }, ["fast", "slow"]],
  );
  const [selected] = fixture.dataOf("tool:selected");
  assert.deepEqual([selected?.tool_name, selected?.source, selected?.original_tool], ["slow", "model", "slow"]);
  assert.equal(await resultOf(fixture), "tool <a>: slow x");
});

test("a hook sends the call to another tool, whose gates it meets", async () => {
  const fixture = await turnWith(() => ({ action: "modify", data: { tool_name: "fast", tool_input: { text: "y" } } }));
  const [selected] = fixture.dataOf("tool:selected");
  assert.deepEqual([selected?.tool_name, selected?.source, selected?.original_tool], ["fast", "hook", "slow"]);
  assert.equal(fixture.dataOf("tool:pre")[0]?.tool_name, "fast");
  assert.equal(await resultOf(fixture), "tool <a>: fast y");
});

test("a hook denies the call: it has a result, and nothing ran", async () => {
  const fixture = await turnWith(() => ({ action: "deny", reason: "too dear" }));
  assert.equal(await resultOf(fixture), "tool <a>: Error: Denied: too dear");
  assert.equal(fixture.dataOf("tool:pre").length, 0);
  assert.deepEqual(fixture.dataOf("tool:error")[0]?.error, failure("denied", "Denied: too dear").error);
});

test("a choice that is no tool is reported, and the model's own stands", async () => {
  const fixture = await turnWith(() => ({ action: "modify", data: { tool_name: "none" } }));
  assert.equal(await resultOf(fixture), "tool <a>: slow x");
  assert.match(fixture.host.reports.join(), /chose "none"/);
});

test.run();
