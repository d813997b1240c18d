import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-scheduler-heuristic/index.ts";
import { ScriptedProvider } from "../../support/scripted-provider.ts";
import { suite } from "../../support/suite.ts";
import { type HookFixture, hookFixture, promptSubmit } from "../hook-fixture.ts";

const test = suite("heuristic scheduler");

async function scheduling(config: JsonObject): Promise<HookFixture> {
  const fixture = await hookFixture(module, { config });
  for (const [place, name] of ["big", "small", "eyes"].entries()) {
    fixture.coordinator.mount("providers", new ScriptedProvider([], { name, priority: place }), { name });
  }
  return fixture;
}

async function choice(fixture: HookFixture, prompt: string | JsonObject, given: JsonObject = {}): Promise<string> {
  await fixture.emit("prompt:submit", typeof prompt === "string" ? promptSubmit(prompt) : prompt);
  const { data } = await fixture.emit("provider:resolve", { provider: "big", reason: "priority", ...given });
  return `${data.provider}${data.model === undefined ? "" : `/${data.model}`}: ${data.reason}`;
}

const RULES = [
  { has_image: true, provider: "eyes" },
  { prompt: "*Refactor*", model: "thinker" },
  { max_chars: 5, provider: "small", model: "tiny" },
  { min_chars: 50, min_turn: 3, provider: "small" },
];
const LONG = "x".repeat(60);
const IMAGE = { type: "image", source: { type: "url", url: "http://127.0.0.1/a.png" } };

const ROWS: readonly (readonly [string, string | JsonObject, JsonObject, string])[] = [
  ["an image", { prompt: [IMAGE], turn: 1 }, {}, "eyes: hooks-scheduler-heuristic: rules[0]"],
  ["a word, in any case", "please refactor this", {}, "big/thinker: hooks-scheduler-heuristic: rules[1]"],
  ["a short prompt", "hi", {}, "small/tiny: hooks-scheduler-heuristic: rules[2]"],
  ["no rule", "hello there", {}, "big: priority"],
  ["a long prompt in an early turn", promptSubmit(LONG, 2), {}, "big: priority"],
  ["a long prompt in a later turn", promptSubmit(LONG, 3), {}, "small: hooks-scheduler-heuristic: rules[3]"],
  ["a provider that was asked for", "hi", { reason: "requested" }, "big: requested"],
  ["a model that was asked for", "hi", { model: "mine" }, "big/mine: priority"],
];
for (const [title, prompt, given, expected] of ROWS) {
  test(`rules: ${title}`, async () => {
    const fixture = await scheduling({ rules: RULES });
    assert.is(await choice(fixture, prompt, given), expected);
    await fixture.close();
  });
}

test("round-robin takes the providers in turn, or those that are named", async () => {
  for (const [config, expected] of [
    [{}, ["big", "small", "eyes", "big"]],
    [{ candidates: ["eyes", "small", "none"] }, ["eyes", "small", "eyes", "small"]],
  ] as const) {
    const fixture = await scheduling({ strategy: "round-robin", ...config });
    const chosen = [];
    for (let turn = 0; turn < 4; turn += 1) chosen.push((await choice(fixture, "hello")).split(":")[0]);
    assert.equal(chosen, expected);
    await fixture.close();
  }
});

test("random draws the same providers from the same seed, and all of them in the end", async () => {
  const draw = async (): Promise<string[]> => {
    const fixture = await scheduling({ strategy: "random", seed: 7 });
    const chosen = [];
    for (let turn = 0; turn < 30; turn += 1) chosen.push(await choice(fixture, "hello"));
    await fixture.close();
    return chosen;
  };
  const first = await draw();
  assert.equal(await draw(), first);
  assert.is(new Set(first).size, 3);
});

test("what was asked for gives way only where the config says so", async () => {
  const fixture = await scheduling({ rules: RULES, override_enabled: true });
  assert.match(await choice(fixture, "hi", { reason: "requested", model: "mine" }), /^small\/tiny/);
  await fixture.close();
});

test("a rule that names nobody is reported, and one that chooses nothing is refused", async () => {
  const fixture = await scheduling({ rules: [{ provider: "bigg" }] });
  assert.is(await choice(fixture, "hi"), "big: priority");
  assert.match(fixture.host.reports.join("\n"), 'rules[0]: there is no provider "bigg"');
  await fixture.close();
  assert.is(module.configSchema.safeParse({ rules: [{ prompt: "*" }] }).success, false);
});

test.run();
