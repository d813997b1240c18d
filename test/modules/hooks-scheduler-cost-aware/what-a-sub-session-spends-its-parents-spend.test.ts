import * as assert from "uvu/assert";
import { firstReached, limitsOf } from "../../../modules/hooks-scheduler-cost-aware/budget.ts";
import type { Config } from "../../../modules/hooks-scheduler-cost-aware/config.ts";
import { module } from "../../../modules/hooks-scheduler-cost-aware/index.ts";
import { Ledger } from "../../../modules/hooks-scheduler-cost-aware/ledger.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a tree of sessions");

function ledger(sessionId: string, parentId?: string): Promise<Ledger> {
  const limits = sessionId === "root" ? limitsOf(module.configSchema.parse({ max_cost: 1 }) as Config) : [];
  return Ledger.open({ sessionId, parentId, limits, file: undefined, report: () => {} });
}

test("an expense goes up to the root, in the turn and in the session; siblings do not see it, but the root's limit holds for all", async () => {
  const root = await ledger("root");
  const child = await ledger("child", "root");
  const grandchild = await ledger("grandchild", "child");
  const sibling = await ledger("sibling", "root");
  grandchild.charge({ cost: 1, tokens: 10 });
  for (const one of [grandchild, child, root]) {
    assert.equal(one.spent("session"), { cost: 1, tokens: 10 });
    assert.equal(one.spent("turn"), { cost: 1, tokens: 10 });
  }
  assert.is(sibling.spent("session").cost, 0);
  for (const one of [root, child, grandchild, sibling]) assert.is(firstReached(one)?.owner_id, "root");
  await Promise.all([root, child, grandchild, sibling].map((one) => one.close()));
});

test("a parent that is gone is charged nothing", async () => {
  const root = await ledger("root");
  await root.close();
  const child = await ledger("child", "root");
  child.charge({ cost: 1, tokens: 10 });
  assert.is(root.spent("session").cost, 0);
  await child.close();
});

test.run();
