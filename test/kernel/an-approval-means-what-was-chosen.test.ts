import * as assert from "uvu/assert";
import type { ApprovalOption, ApprovalRequest, ApprovalSystem } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("approvals");

const CUSTOM: readonly ApprovalOption[] = [
  { id: "y", label: "Do it", kind: "allow_once" },
  { id: "s", label: "This session", kind: "allow_session" },
  { id: "a", label: "For ever", kind: "allow_always" },
  { id: "n", label: "Do not", kind: "deny_once" },
  { id: "never", label: "Never", kind: "deny_always" },
];

const ROWS: readonly [
  options: readonly (string | ApprovalOption)[] | undefined,
  chosen: string,
  kind: string,
  isAllowed: boolean,
][] = [
  [undefined, "allow", "allow_once", true],
  [undefined, "deny", "deny_once", false],
  [["Allow once", "Allow for this session", "Allow always", "Deny", "Deny always"], "allow_once", "allow_once", true],
  [["Allow once", "Allow for this session", "Allow always", "Deny"], "allow_for_this_session", "allow_session", true],
  [["Allow once", "Allow always", "Deny"], "allow_always", "allow_always", true],
  [["Yes", "No"], "yes", "allow_once", true],
  [["Yes", "No"], "no", "deny_once", false],
  [["Allow", "Never, forever no"], "never_forever_no", "deny_always", false],
  [["Disallow", "Allowed?"], "disallow", "deny_once", false],
  [["Disallow", "Allowed?"], "allowed_", "deny_once", false],
  [CUSTOM, "y", "allow_once", true],
  [CUSTOM, "s", "allow_session", true],
  [CUSTOM, "a", "allow_always", true],
  [CUSTOM, "n", "deny_once", false],
  [CUSTOM, "never", "deny_always", false],
  [["Allow"], "deny", "deny_once", false],
];

for (const [options, chosen, kind, isAllowed] of ROWS) {
  test(`${chosen} of ${JSON.stringify(options?.map((one) => (typeof one === "string" ? one : one.id)) ?? "the default")}`, async () => {
    const asked: ApprovalRequest[] = [];
    const approval: ApprovalSystem = {
      requestApproval: async (request) => {
        asked.push(request);
        return { optionId: chosen, by: "user" };
      },
    };
    const { coordinator, dataOf } = coordinatorFixture({ approval });
    const result = {
      action: "ask_user" as const,
      approval_prompt: "May I?",
      ...(options && { approval_options: options }),
    };
    const { denied } = await coordinator.processHookResult(result, "x:y");
    assert.is(denied, isAllowed ? undefined : "The user said no.");
    const [event] = dataOf(isAllowed ? "approval:granted" : "approval:denied");
    assert.equal([event?.option_id, event?.kind, event?.by], [chosen, kind, "user"]);
    assert.is(
      asked[0]?.options.some((option) => option.kind.startsWith("deny")),
      true,
      "one can always say no",
    );
  });
}

test("the person's reason is the reason", async () => {
  const approval: ApprovalSystem = {
    requestApproval: async () => ({ optionId: "deny", by: "user", reason: "use rg" }),
  };
  const { coordinator, dataOf } = coordinatorFixture({ approval });
  assert.is((await coordinator.processHookResult({ action: "ask_user" }, "x:y")).denied, "use rg");
  assert.is(dataOf("approval:denied")[0]?.reason, "use rg");
});

test.run();
