import assert from "node:assert/strict";
import { ProviderError, type ProviderErrorKind } from "../../../../kernel/index.ts";
import { type Script, ScriptedProvider } from "../../../support/scripted-provider.ts";
import { suite } from "../../../support/suite.ts";
import { echo, linesOf, type TurnFixture, turnFixture } from "./turn-fixture.ts";

const test = suite("A fallback");

const failing = (kind: ProviderErrorKind) => ({ error: new ProviderError(kind, "It failed.", { provider: "first" }) });
const calling = { toolCalls: [{ id: "c", name: "echo", input: { text: "x" } }] };

async function scene(first: Script, second: Script, fallback: readonly object[]): Promise<TurnFixture> {
  const providers = [
    new ScriptedProvider(first, { name: "first", priority: 1 }),
    new ScriptedProvider(second, { name: "second" }),
  ];
  return turnFixture([], { providers, config: { fallback }, tools: [echo] });
}

test("goes on with the turn where the first provider left it, and is told", async () => {
  const fixture = await scene(
    [calling, failing("RateLimit")],
    [calling, "Done."],
    [{ provider: "second", model: "other" }],
  );
  const outcome = await fixture.execute("go");
  assert.equal(outcome.text, "Done.");
  assert.deepEqual(
    fixture
      .dataOf("provider:fallback")
      .map(({ provider, to_provider, to_model, error }) => ({ provider, to_provider, to_model, error })),
    [
      {
        provider: "first",
        to_provider: "second",
        to_model: "other",
        error: { kind: "RateLimit", message: "It failed." },
      },
    ],
  );
  const asked = fixture.dataOf("llm:request").map(({ provider, model }) => [provider, model]);
  assert.deepEqual(asked, [
    ["first", undefined],
    ["first", undefined],
    ["second", "other"],
    ["second", "other"],
  ]);
  assert.deepEqual(linesOf(await fixture.history()), [
    "user: go",
    "assistant: <c>",
    "tool <c>: x",
    "assistant: <c>",
    "tool <c>: x",
    "assistant: Done.",
  ]);
});

for (const { title, first, rules } of [
  {
    title: "does not follow a failure of another kind",
    first: failing("InvalidRequest"),
    rules: [{ provider: "second" }],
  },
  {
    title: "follows only what its rule names",
    first: failing("RateLimit"),
    rules: [{ provider: "second", on: ["Network"] }],
  },
  { title: "is not the one that failed", first: failing("RateLimit"), rules: [{ provider: "first" }] },
  { title: "is mounted", first: failing("RateLimit"), rules: [{ provider: "third" }] },
  {
    title: "does not say again what was shown",
    first: { ...failing("Stream"), text: "So" },
    rules: [{ provider: "second" }],
  },
]) {
  test(title, async () => {
    const fixture = await scene([first], ["Never."], rules);
    await assert.rejects(fixture.execute(), { name: "ProviderError" });
    assert.deepEqual(fixture.dataOf("provider:fallback"), []);
  });
}

test("may be one of several, each asked once", async () => {
  const rules = [{ provider: "second" }, { provider: "first" }, { provider: "second", on: ["RateLimit"] }];
  const fixture = await scene(
    [failing("Timeout"), failing("RateLimit")],
    [failing("Network"), failing("RateLimit")],
    rules,
  );
  await assert.rejects(fixture.execute(), { kind: "RateLimit" });
  const path = fixture.dataOf("provider:fallback").map(({ to_provider }) => to_provider);
  assert.deepEqual(path, ["second", "first", "second"]);
});

test("gets what a hook gave for the request", async () => {
  const fixture = await scene([failing("RateLimit")], ["Done."], [{ provider: "second" }]);
  const inject = { action: "inject_context", context_injection: "mind this", ephemeral: true } as const;
  fixture.coordinator.hooks.register("execution:start", () => inject, { name: "reminder" });
  await fixture.execute();
  const second = fixture.coordinator.all("providers").get("second") as ScriptedProvider;
  assert.match(linesOf(second.requests[0]?.messages ?? []).join("\n"), /mind this/);
});

test.run();
