import * as assert from "uvu/assert";
import { withApproval } from "../../../server/plan/approval-policy.ts";
import { compilePlan } from "../../../server/plan/compile-plan.ts";
import { SHIPPED_PROFILES } from "../../../server/plan/shipped-profiles.ts";
import { mockPlan } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the approval policy");
const hooksOf = (request: Parameters<typeof compilePlan>[0]): string[] =>
  compilePlan(request, { environment: {}, settings: {} }).plan.hooks.map(({ module }) => module);

for (const profile of Object.keys(SHIPPED_PROFILES)) {
  test(`it is in the profile ${profile}, once`, () => {
    assert.is(hooksOf({ profile }).filter((module) => module === "hooks-approval").length, 1);
    assert.ok(hooksOf({ profile, overrides: { hooks: [] } }).includes("hooks-approval"), "an override takes none away");
  });
}

test("it joins a plan that forgot it, before the others, and leaves one that has it alone", () => {
  const { plan } = compilePlan(
    { mountPlan: mockPlan([], { hooks: [{ module: "hooks-logging" }] }) },
    { environment: {}, settings: {} },
  );
  assert.equal(
    withApproval(plan).hooks.map(({ module }) => module),
    ["hooks-approval", "hooks-logging"],
  );
  assert.is(withApproval(withApproval(plan)).hooks.length, 2);
});

test("a client's own mount plan is taken as it is", () => {
  assert.equal(hooksOf({ mountPlan: mockPlan([]) }), []);
});

test.run();
