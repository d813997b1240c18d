import * as assert from "uvu/assert";
import type { HookResult, MountPlan } from "../../kernel/index.ts";
import { coordinatorFixture, EMPTY_PLAN } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { memoryContext } from "./session-fixture.ts";

const test = suite("injection limits");

const inject = (text: string): HookResult => ({ action: "inject_context", context_injection: text });

function fixtureWith(limits: Partial<MountPlan["session"]>) {
  const fixture = coordinatorFixture({ plan: { ...EMPTY_PLAN, session: { ...EMPTY_PLAN.session, ...limits } } });
  const context = memoryContext();
  fixture.coordinator.attachHistory(context);
  return { ...fixture, context };
}

const SIZES: readonly [what: string, text: string, limit: number | null | undefined, isTaken: boolean][] = [
  ["at the limit", "a".repeat(10), 10, true],
  ["over the limit", "a".repeat(11), 10, false],
  ["two bytes a character", "é".repeat(5), 10, true],
  ["two bytes a character, over", "é".repeat(6), 10, false],
  ["three bytes a character", "€".repeat(3), 9, true],
  ["three bytes a character, over", "€".repeat(3), 8, false],
  ["four bytes a character", "😀".repeat(2), 8, true],
  ["four bytes a character, over", "😀".repeat(2), 7, false],
  ["the default is 10,240", "a".repeat(10_240), undefined, true],
  ["over the default", "a".repeat(10_241), undefined, false],
  ["no limit", "a".repeat(20_000), null, true],
];

for (const [what, text, limit, isTaken] of SIZES) {
  test(`size: ${what}: ${isTaken ? "taken" : "left out"}`, async () => {
    const { coordinator, context, dataOf } = fixtureWith(limit === undefined ? {} : { injection_size_limit: limit });
    await coordinator.processHookResult(inject(text), "x:y");
    assert.is((await context.getMessages()).length, isTaken ? 1 : 0);
    const [violation] = dataOf("policy:violation");
    assert.is(violation?.rule, isTaken ? undefined : "injection_size_limit");
    const [injected] = dataOf("context:injected");
    assert.is(injected?.bytes, isTaken ? new TextEncoder().encode(text).length : undefined);
  });
}

test("the budget of a turn is counted in tokens of four bytes, over all hooks, and begins anew with the turn", async () => {
  const { coordinator, context, dataOf } = fixtureWith({ injection_budget_per_turn: 10 });
  const sizes = async () => (await context.getMessages()).length;
  await coordinator.processHookResult(inject("a".repeat(24)), "x:y");
  await coordinator.processHookResult(inject("a".repeat(20)), "x:y");
  assert.is(await sizes(), 1, "6 of 10 tokens are used, and 5 do not fit");
  await coordinator.processHookResult(inject("a".repeat(16)), "x:y");
  assert.is(await sizes(), 2, "4 do");
  assert.equal(
    dataOf("policy:violation").map(({ rule }) => rule),
    ["injection_budget_per_turn"],
  );
  coordinator.resetTurn();
  await coordinator.processHookResult(inject("a".repeat(40)), "x:y");
  assert.is(await sizes(), 3);
});

test("a budget of null is none", async () => {
  const { coordinator, context } = fixtureWith({ injection_budget_per_turn: null, injection_size_limit: null });
  for (let count = 0; count < 3; count += 1) await coordinator.processHookResult(inject("a".repeat(30_000)), "x:y");
  assert.is((await context.getMessages()).length, 3);
});

test.run();
