import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-scheduler-cost-aware/index.ts";
import { suite } from "../../support/suite.ts";
import { type HookFixture, hookFixture, promptSubmit, toolPost, withHook } from "../hook-fixture.ts";

const test = suite("budget");

const REQUEST = { provider: "scripted", request_id: "r", messages: 1, tools: 0 };

async function answer({ emit }: HookFixture, usage: JsonObject, model = "scripted-1"): Promise<void> {
  const counted = { input_tokens: 0, output_tokens: 0, ...usage };
  await emit("llm:response", { ...REQUEST, model, status: "ok", duration_ms: 1, usage: counted });
}

/** Why no further request may be made. */
async function refusal({ emit }: HookFixture): Promise<string | undefined> {
  return (await emit("llm:request", REQUEST)).denied;
}

const ROWS: readonly (readonly [string, JsonObject, readonly JsonObject[], RegExp | undefined])[] = [
  ["cost, under", { max_cost: 1 }, [{ cost: 0.4 }, { cost: 0.5 }], undefined],
  [
    "cost, reached",
    { max_cost: 1 },
    [{ cost: 0.5 }, { cost: 0.5 }],
    /\$1\.0000 of the \$1\.0000 that this session may cost/,
  ],
  [
    "tokens, in and out",
    { max_tokens: 100 },
    [{ input_tokens: 60, output_tokens: 40 }],
    /100 tokens .* Raise max_tokens/,
  ],
  ["cost of a turn", { max_turn_cost: 0.1 }, [{ cost: 0.2 }], /that this turn may cost.* Raise max_turn_cost/],
  ["tokens of a turn", { max_turn_tokens: 10 }, [{ output_tokens: 11 }], /this turn may use/],
  ["the default, 100 dollars", {}, [{ cost: 99.9 }, { cost: 0.1 }], /of the \$100\.0000/],
  ["no limit", { max_cost: null }, [{ cost: 1e6 }], undefined],
  ["nothing at all", { max_cost: 0 }, [], /session may cost/],
];
for (const [title, config, usages, expected] of ROWS) {
  test(`a limit: ${title}`, async () => {
    await withHook(module, { config }, async (fixture) => {
      for (const usage of usages) await answer(fixture, usage);
      const denied = await refusal(fixture);
      if (expected === undefined) assert.is(denied, undefined);
      else assert.match(denied ?? "", expected);
      assert.is(fixture.dataOf("budget:exceeded").length, expected === undefined ? 0 : 1);
    });
  });
}

test("an answer without a cost is priced by the config, the exact name first", async () => {
  const prices = { "scripted-*": { input: 1, output: 1 }, "scripted-1": { input: 10, output: 100, cache_read: 1 } };
  await withHook(module, { config: { prices } }, async (fixture) => {
    await answer(fixture, { input_tokens: 1_000_000, output_tokens: 10_000, cache_read_tokens: 500_000 });
    await answer(fixture, { input_tokens: 1_000_000 }, "scripted-2");
    const spent = fixture.coordinator.getCapability<() => { session: { cost: number } }>("budget.spent");
    assert.is(spent?.().session.cost.toFixed(4), (5 + 0.5 + 1 + 1).toFixed(4));
  });
});

test("a model without a price is told once, and tokens still limit it", async () => {
  await withHook(module, { config: { max_tokens: 10 } }, async (fixture) => {
    await answer(fixture, { input_tokens: 4 });
    await answer(fixture, { input_tokens: 6 });
    assert.is(fixture.dataOf("budget:unpriced").length, 1);
    assert.match(fixture.shown.map(({ text }) => text).join("\n"), "What scripted-1 costs is not known");
    assert.ok(await refusal(fixture));
  });
});

test("the user is warned in time, once for each limit", async () => {
  await withHook(module, { config: { max_cost: 1, warn_at: 0.5 } }, async (fixture) => {
    for (const cost of [0.4, 0.2, 0.1]) await answer(fixture, { cost });
    assert.equal(
      fixture.dataOf("budget:warning").map(({ scope, measure, limit }) => [scope, measure, limit]),
      [["session", "cost", 1]],
    );
    assert.is(fixture.shown.length, 1);
  });
});

test("an answer that calls tools ends the turn; a last answer stands; no new turn begins; tools that cost stop", async () => {
  await withHook(module, { config: { max_cost: 1, tool_costs: { search: 0.6 } } }, async (fixture) => {
    const { emit } = fixture;
    const call = { tool_name: "search", tool_call_id: "c", tool_input: {} };
    const response = { ...REQUEST, stop_reason: "end_turn", usage: { input_tokens: 0, output_tokens: 0 } };
    await emit("tool:post", toolPost("search"));
    assert.is((await emit("tool:pre", call)).denied, undefined);
    assert.is((await emit("provider:response", { ...response, tool_calls: 1 })).denied, undefined);
    await emit("tool:post", toolPost("search"));
    assert.ok((await emit("tool:pre", call)).denied);
    assert.is((await emit("tool:pre", { ...call, tool_name: "bash" })).denied, undefined);
    assert.ok((await emit("provider:response", { ...response, tool_calls: 1 })).denied);
    assert.is((await emit("provider:response", { ...response, tool_calls: 0 })).denied, undefined);
    assert.ok((await emit("prompt:submit", promptSubmit("go on", 2))).denied);
  });
});

test("a turn's limit is the turn's", async () => {
  await withHook(module, { config: { max_turn_cost: 0.1 } }, async (fixture) => {
    await answer(fixture, { cost: 0.2 });
    assert.ok(await refusal(fixture));
    assert.is((await fixture.emit("prompt:submit", promptSubmit("next", 2))).denied, undefined);
    assert.is(await refusal(fixture), undefined);
  });
});

test("what was spent outlives the process, and a file that cannot be read is told", async () => {
  const first = await hookFixture(module, { config: { max_cost: 1 } });
  for (const cost of [0.25, 0.5, 0.25]) await answer(first, { cost });
  await first.unmount();
  const file = join(first.stateDir, "budget.json");
  assert.is(JSON.parse(readFileSync(file, "utf8")).cost, 1);
  const capabilities = { "session.state_dir": first.stateDir };
  await withHook(module, { config: { max_cost: 1 }, capabilities }, async (again) => assert.ok(await refusal(again)));
  writeFileSync(file, "{");
  await withHook(module, { config: { max_cost: 1 }, capabilities }, async (broken) => {
    assert.is(await refusal(broken), undefined);
    assert.match(broken.host.reports.join("\n"), "budget.json cannot be read");
  });
  await first.close();
});

test.run();
