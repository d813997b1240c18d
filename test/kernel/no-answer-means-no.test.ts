import * as assert from "uvu/assert";
import type { ApprovalAnswer, ApprovalSystem } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("approvals without an answer");

type Answering = ApprovalAnswer | Error | undefined;

const ROWS: readonly [
  what: string,
  answering: Answering,
  fallback: "allow" | "deny" | undefined,
  denied: RegExp | undefined,
][] = [
  ["no approval system", undefined, undefined, /nobody to ask/],
  ["no approval system, though the default is allow", undefined, "allow", /nobody to ask/],
  ["nobody there", { optionId: "deny", by: "unattended" }, undefined, /nobody to ask/],
  ["nobody there, though the default is allow", { optionId: "allow", by: "unattended" }, "allow", /nobody to ask/],
  ["an option that was not offered", { optionId: "yes!", by: "user" }, undefined, /said no/],
  ["an option that was not offered, though the default is allow", { optionId: "yes!", by: "user" }, "allow", /said no/],
  ["a fault", new Error("no line"), undefined, /no line/],
  ["a fault, though the default is allow", new Error("no line"), "allow", /no line/],
  ["a time-out", { optionId: "deny", by: "timeout" }, undefined, /in time/],
  ["a time-out is the default, whatever option comes with it", { optionId: "allow", by: "timeout" }, "deny", /in time/],
  ["a time-out whose default is allow", { optionId: "allow", by: "timeout" }, "allow", undefined],
  [
    "a time-out whose default is allow, whatever option comes with it",
    { optionId: "?", by: "timeout" },
    "allow",
    undefined,
  ],
];

for (const [what, answering, fallback, denied] of ROWS) {
  test(`${what}: ${denied === undefined ? "yes" : "no"}`, async () => {
    const approval: ApprovalSystem = {
      requestApproval: async () => {
        if (answering === undefined || answering instanceof Error) throw answering;
        return answering;
      },
    };
    const { coordinator, eventNames } = coordinatorFixture(answering === undefined ? {} : { approval });
    const result = { action: "ask_user" as const, ...(fallback && { approval_default: fallback }) };
    const outcome = await coordinator.processHookResult(result, "x:y");
    if (denied === undefined) assert.is(outcome.denied, undefined);
    else assert.match(outcome.denied ?? "it was allowed", denied);
    assert.equal(eventNames(), ["approval:required", denied === undefined ? "approval:granted" : "approval:denied"]);
  });
}

test.run();
