import assert from "node:assert/strict";
import type { ModelInfo } from "../../../../kernel/index.ts";
import { BudgetSource } from "../../../../modules/lib/compaction/budget.ts";
import { ManualClock, testHost } from "../../../support/kernel.ts";
import { ScriptedProvider } from "../../../support/scripted-provider.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("the budget of a view");

const big: ModelInfo = { id: "big", context_window: 1_000_000, max_output_tokens: 10_000, capabilities: [] };

const CASES = [
  { name: "window less half an answer less the margin", window: 200_000, output: 8192, budget: 191_808 },
  { name: "another share of the answer", window: 200_000, output: 8192, reserve: 1, budget: 187_712 },
  { name: "a cap below it wins", window: 200_000, output: 8192, cap: 50_000, budget: 50_000 },
  { name: "a cap above it changes nothing", window: 200_000, output: 8192, cap: 900_000, budget: 191_808 },
  { name: "a window too small for the reserves: a quarter of it", window: 4096, output: 4096, budget: 1024 },
  { name: "an unknown window: the fallback", window: 0, output: 0, budget: 200_000 },
  { name: "an unknown window with a cap: the cap", window: 0, output: 0, cap: 30_000, budget: 30_000 },
  { name: "another model: its own window", window: 200_000, output: 8192, model: "big", budget: 990_904 },
  { name: "a model that nobody lists: the defaults", window: 200_000, output: 8192, model: "odd", budget: 191_808 },
];
for (const { name, window, output, cap, reserve = 0.5, model, budget } of CASES) {
  test(name, async () => {
    const provider = new ScriptedProvider([], { contextWindow: window, maxOutputTokens: output, models: [big] });
    const source = new BudgetSource(testHost(), { max_tokens: cap, output_reserve_fraction: reserve });
    assert.equal(await source.budgetFor({ provider, ...(model !== undefined && { model }) }), budget);
  });
}

test("a list of models that does not come is not waited for, and not asked for twice", async () => {
  const clock = new ManualClock();
  const host = testHost(clock);
  const provider = new ScriptedProvider([], { contextWindow: 100_000, maxOutputTokens: 0 });
  let asked = 0;
  provider.listModels = () => {
    asked += 1;
    return new Promise(() => {});
  };
  const source = new BudgetSource(host, { max_tokens: undefined, output_reserve_fraction: 0.5 });
  const waiting = source.budgetFor({ provider, model: "big" });
  clock.advance(5000);
  assert.equal(await waiting, 95_904);
  assert.equal(await source.budgetFor({ provider, model: "big" }), 95_904);
  assert.equal(asked, 1);
  assert.match(host.reports[0] ?? "", /models of scripted/);
});

test.run();
