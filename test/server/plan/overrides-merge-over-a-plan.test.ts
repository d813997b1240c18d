import * as assert from "uvu/assert";
import { compilePlan } from "../../../server/plan/compile-plan.ts";
import { mergePlans } from "../../../server/plan/merge-plans.ts";
import { SHIPPED_NAMES } from "../../../server/plan/profiles/shipped.ts";
import { NO_SETTINGS } from "../../support/no-settings.ts";
import { suite } from "../../support/suite.ts";

const test = suite("overrides");
const NOTHING = { environment: {}, settings: NO_SETTINGS };

const ROWS: readonly (readonly [what: string, base: unknown, overrides: unknown, merged: unknown])[] = [
  ["nothing changes nothing", { a: 1 }, undefined, { a: 1 }],
  ["objects merge deeply", { a: { b: 1, c: 2 } }, { a: { c: 3, d: 4 } }, { a: { b: 1, c: 3, d: 4 } }],
  ["null replaces", { a: { b: 1 } }, { a: null }, { a: null }],
  ["lists of values are replaced", { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ["an empty list of values replaces", { a: [1, 2] }, { a: [] }, { a: [] }],
  ["an object replaces a text", { a: "x" }, { a: { b: 1 } }, { a: { b: 1 } }],
  [
    "a module's config merges",
    [{ module: "m", config: { a: 1 } }],
    [{ module: "m", config: { b: 2 } }],
    [{ module: "m", config: { a: 1, b: 2 } }],
  ],
  [
    "new modules come behind",
    [{ module: "m" }],
    [{ module: "n" }, { module: "m", id: "2" }],
    [{ module: "m" }, { module: "n" }, { module: "m", id: "2" }],
  ],
  [
    "the order is the base's",
    [{ module: "m" }, { module: "n" }],
    [
      { module: "n", config: {} },
      { module: "m", config: {} },
    ],
    [
      { module: "m", config: {} },
      { module: "n", config: {} },
    ],
  ],
  [
    "ids tell instances apart",
    [
      { module: "m", id: "1" },
      { module: "m", id: "2" },
    ],
    [{ module: "m", id: "2", config: { a: 1 } }],
    [
      { module: "m", id: "1" },
      { module: "m", id: "2", config: { a: 1 } },
    ],
  ],
  [
    "upstream's instance_id is an id",
    [{ module: "m", instance_id: "1" }],
    [{ module: "m", instance_id: "1", config: {} }],
    [{ module: "m", instance_id: "1", config: {} }],
  ],
];

for (const [what, base, overrides, merged] of ROWS) {
  test(what, () => {
    const before = JSON.stringify([base, overrides]);
    assert.equal(mergePlans(base, overrides), merged);
    assert.is(JSON.stringify([base, overrides]), before, "inputs stay as they are");
    assert.equal(mergePlans(merged, overrides), merged, "twice is as good as once");
  });
}

const namesOf = (list: readonly { module: string }[]): string[] => list.map(({ module }) => module);

test("a module that is listed twice is not lost, but told", async () => {
  const tools = [{ module: "tool-bash" }, { module: "tool-bash", config: { timeout: 5 } }];
  const fault = await compilePlan({ profile: "dev", overrides: { tools } }, NOTHING).catch((error: unknown) => error);
  assert.match(String(fault), /"tool-bash" is listed twice/);
});

test("a module that is given by its name alone is added; it does not replace the list", async () => {
  const { plan } = await compilePlan(
    { profile: "demo", overrides: { hooks: ["hooks-todo-reminder"], tools: ["tool-bash", "tool-web"] } },
    NOTHING,
  );
  assert.equal(namesOf(plan.hooks), ["hooks-approval", "hooks-logging", "hooks-todo-reminder"]);
  assert.equal(namesOf(plan.tools), ["tool-filesystem", "tool-search", "tool-bash", "tool-web"]);
  const given = { session: { orchestrator: "loop-basic", context: "context-simple" }, tools: ["tool-bash"] };
  const merged = await compilePlan(
    { mountPlan: given, overrides: { tools: [{ module: "tool-bash", config: { timeout: 5 } }] } },
    NOTHING,
  );
  assert.equal(merged.plan.tools, [{ module: "tool-bash", config: { timeout: 5 } }]);
});

test("without a profile it is the day-to-day one where a key is there, and the demonstration where none is", async () => {
  for (const [environment, profile, providers] of [
    [{}, "demo", ["provider-mock"]],
    [{ OPENAI_API_KEY: "x" }, "dev", ["provider-openai"]],
    [{ ANTHROPIC_API_KEY: "x", OPENAI_API_KEY: "x" }, "dev", ["provider-anthropic", "provider-openai"]],
    [{ ANTHROPIC_API_KEY: "" }, "demo", ["provider-mock"]],
  ] as const) {
    const compiled = await compilePlan({}, { environment, settings: NO_SETTINGS });
    assert.is(compiled.profile, profile);
    assert.equal(namesOf(compiled.plan.providers), providers);
    assert.equal(
      compiled.warnings.map(({ kind }) => kind),
      profile === "demo" ? ["demo-provider"] : [],
    );
  }
  assert.equal((await compilePlan({ profile: "demo" }, NOTHING)).warnings, []);
});

test("every shipped profile has the approval policy and the log, and no profile is found in Object's own names", async () => {
  for (const name of SHIPPED_NAMES) {
    const { plan } = await compilePlan({ profile: name }, NOTHING);
    assert.equal(namesOf(plan.hooks).slice(0, 2), ["hooks-approval", "hooks-logging"]);
  }
  for (const name of ["constructor", "__proto__", "none"]) {
    const error = await compilePlan({ profile: name }, NOTHING).catch((fault: unknown) => fault);
    assert.is((error as { kind?: string }).kind, "profile-not-found", name);
  }
});

test.run();
