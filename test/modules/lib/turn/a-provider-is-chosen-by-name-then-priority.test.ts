import assert from "node:assert/strict";
import type { JsonObject, TurnOptions } from "../../../../kernel/index.ts";
import { ScriptedProvider } from "../../../support/scripted-provider.ts";
import { suite } from "../../../support/suite.ts";
import { turnFixture } from "./turn-fixture.ts";

const test = suite("the choice of a provider");

const CASES: readonly {
  name: string;
  config?: JsonObject;
  options?: TurnOptions;
  hook?: JsonObject;
  chosen: string;
  model?: string;
  reason: string;
}[] = [
  { name: "the lowest priority", chosen: "second", reason: "priority" },
  { name: "the config's default", config: { default_provider: "first" }, chosen: "first", reason: "default_provider" },
  {
    name: "the turn's own wish",
    config: { default_provider: "first" },
    options: { provider: "third", model: "big" },
    chosen: "third",
    model: "big",
    reason: "requested",
  },
  {
    name: "a hook that decides otherwise",
    hook: { provider: "third", model: "cheap" },
    chosen: "third",
    model: "cheap",
    reason: "priority",
  },
];

for (const { name, config = {}, options = {}, hook, chosen, model, reason } of CASES) {
  test(name, async () => {
    const providers = [
      new ScriptedProvider(["one"], { name: "first" }),
      new ScriptedProvider(["two"], { name: "second", priority: 1 }),
      new ScriptedProvider(["three"], { name: "third", priority: 1 }),
    ];
    const fixture = await turnFixture([], { providers, config });
    if (hook !== undefined) {
      fixture.coordinator.hooks.register("provider:resolve", () => ({ action: "modify", data: hook }), {
        name: "rule",
      });
    }
    await fixture.execute("go", options);
    const asked = providers.filter((provider) => provider.requests.length > 0);
    assert.deepEqual(
      asked.map((provider) => provider.name),
      [chosen],
    );
    assert.equal(asked[0]?.requests[0]?.model, model);
    assert.equal(fixture.dataOf("provider:resolve")[0]?.reason, reason);
  });
}

test("a name that is not mounted is an error that lists what is", async () => {
  const fixture = await turnFixture(["x"], { config: { default_provider: "gone" } });
  await assert.rejects(fixture.execute(), { code: "provider-missing", message: /"gone".*scripted/ });
  assert.equal(fixture.dataOf("execution:end")[0]?.status, "failed");
});

test.run();
