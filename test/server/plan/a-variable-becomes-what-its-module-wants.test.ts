/** A variable in the place of a number or a switch becomes one; a text stays a text, and a value that does not fit is told. */
import * as assert from "uvu/assert";
import { compilePlan } from "../../../server/plan/compile-plan.ts";
import { readyPlan } from "../../../server/plan/ready-plan.ts";
import { validatePlan } from "../../../server/plan/validate-plan.ts";
import { NO_SETTINGS } from "../../support/no-settings.ts";
import { suite } from "../../support/suite.ts";

const test = suite("variables and types");

/** @param T what the variable holds */
async function mounted(module: string, config: Record<string, unknown>, T?: string) {
  const environment = { ...(T !== undefined && { T }) };
  const sources = { environment, settings: NO_SETTINGS };
  const { plan } = await compilePlan({ profile: "demo", overrides: { tools: [{ module, config }] } }, sources);
  const report = await validatePlan(plan);
  const ready = await readyPlan(plan, { ...sources, cwd: "/", isOurs: false });
  const found = ready.plan.tools.find((tool) => tool.module === module)?.config;
  return { isValid: report.valid, config: found, mountProblems: (await validatePlan(ready.plan)).problems.length };
}

const ROWS: readonly (readonly [
  config: Record<string, unknown>,
  T: string | undefined,
  then: Record<string, unknown>,
])[] = [
  [{ timeout: "${T}" }, "7", { timeout: 7 }],
  [{ timeout: "${T:-5}" }, undefined, { timeout: 5 }],
  [{ timeout: "1${T}" }, "0", { timeout: 10 }],
];

for (const [config, T, then] of ROWS) {
  test(`${JSON.stringify(config)} with ${T}`, async () => {
    assert.equal(await mounted("tool-bash", config, T), { isValid: true, config: then, mountProblems: 0 });
  });
}

test("what does not fit stays as it is, and is told; a text that is written out is no number", async () => {
  const wrong = await mounted("tool-bash", { timeout: "${T}" }, "soon");
  assert.equal([wrong.isValid, wrong.config, wrong.mountProblems], [true, { timeout: "soon" }, 1]);
  const written = await mounted("tool-bash", { timeout: "5" });
  assert.equal([written.isValid, written.config], [false, { timeout: "5" }]);
});

test("a key of digits stays a text", async () => {
  const sources = { environment: { T: "12345" }, settings: NO_SETTINGS };
  const provider = { module: "provider-openai", config: { api_key: "${T}", timeout: "${T}" } };
  const { plan } = await compilePlan({ profile: "demo", overrides: { providers: [provider] } }, sources);
  const { plan: ready } = await readyPlan(plan, { ...sources, cwd: "/", isOurs: false });
  assert.equal(ready.providers.at(-1)?.config, { api_key: "12345", timeout: 12345 });
});

test.run();
