import * as assert from "uvu/assert";
import { withApproval } from "../../../server/plan/approval-policy.ts";
import { compilePlan } from "../../../server/plan/compile-plan.ts";
import { SHIPPED_NAMES } from "../../../server/plan/profiles/shipped.ts";
import { NO_SETTINGS } from "../../support/no-settings.ts";
import { mockPlan } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the approval policy");
const NOTHING = { environment: {}, settings: NO_SETTINGS };
const hooksOf = (request: Parameters<typeof compilePlan>[0]): Promise<string[]> =>
  compilePlan(request, NOTHING).then(({ plan }) => plan.hooks.map(({ module }) => module));

for (const profile of SHIPPED_NAMES) {
  test(`it is in the profile ${profile}, once`, async () => {
    assert.is((await hooksOf({ profile })).filter((module) => module === "hooks-approval").length, 1);
    assert.ok(
      (await hooksOf({ profile, overrides: { hooks: [] } })).includes("hooks-approval"),
      "an override takes none away",
    );
  });
}

test("it joins a plan that forgot it, before the others, and leaves one that has it alone", async () => {
  const mountPlan = mockPlan([], { hooks: [{ module: "hooks-logging" }] });
  const { plan } = await compilePlan({ mountPlan }, NOTHING);
  assert.equal(
    withApproval(plan).hooks.map(({ module }) => module),
    ["hooks-approval", "hooks-logging"],
  );
  assert.is(withApproval(withApproval(plan)).hooks.length, 2);
});

test("a client's own mount plan is taken as it is", async () => {
  assert.equal(await hooksOf({ mountPlan: mockPlan([]) }), []);
});

test.run();
