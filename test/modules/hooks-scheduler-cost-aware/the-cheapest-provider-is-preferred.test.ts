import * as assert from "uvu/assert";
import type { JsonObject, ModelInfo } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-scheduler-cost-aware/index.ts";
import { ScriptedProvider } from "../../support/scripted-provider.ts";
import { suite } from "../../support/suite.ts";
import { withHook } from "../hook-fixture.ts";

const test = suite("cheaper");

function provider(name: string, cost?: ModelInfo["cost"]): ScriptedProvider {
  const sizes = { context_window: 1000, max_output_tokens: 100, capabilities: [] };
  return new ScriptedProvider([], { name, models: [{ id: "scripted-1", ...sizes, ...(cost && { cost }) }] });
}

const DEAR = provider("dear", { input: 10, output: 50 });
const CHEAP = provider("cheap", { input: 1, output: 5 });
const UNKNOWN = provider("unknown");

const ROWS: readonly (readonly [string, readonly ScriptedProvider[], JsonObject, JsonObject, string])[] = [
  ["the cheaper one is taken", [DEAR, CHEAP, UNKNOWN], {}, {}, "cheap"],
  ["one that was asked for stays", [DEAR, CHEAP], {}, { reason: "requested" }, "dear"],
  ["one whose model was asked for stays", [DEAR, CHEAP], {}, { model: "big" }, "dear"],
  ["without the wish the first one stays", [DEAR, CHEAP], { prefer_cheaper: false }, {}, "dear"],
  ["one alone stays", [DEAR], {}, {}, "dear"],
  ["one without a price stays", [UNKNOWN, CHEAP], {}, {}, "unknown"],
];
for (const [title, providers, config, given, expected] of ROWS) {
  test(title, async () => {
    await withHook(module, { config }, async ({ coordinator, emit }) => {
      for (const one of providers) coordinator.mount("providers", one, { name: one.name });
      const first = providers[0]?.name ?? "";
      const { data } = await emit("provider:resolve", { provider: first, reason: "priority", ...given });
      assert.is(data.provider, expected);
      if (expected !== first) assert.match(String(data.reason), "hooks-scheduler-cost-aware: cheaper");
    });
  });
}

test("the config's prices win over what a provider tells", async () => {
  await withHook(module, { config: { prices: { "scripted-1": { input: 1, output: 1 } } } }, async (fixture) => {
    for (const one of [DEAR, CHEAP]) fixture.coordinator.mount("providers", one, { name: one.name });
    const { data } = await fixture.emit("provider:resolve", { provider: "dear", reason: "priority" });
    assert.is(data.provider, "dear");
  });
});

test.run();
