import * as assert from "uvu/assert";
import { Ledger } from "../../../modules/hooks-scheduler-cost-aware/ledger.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a tree of sessions");

function ledger(sessionId: string, parentId?: string): Promise<Ledger> {
  return Ledger.open({ sessionId, parentId, file: undefined, report: () => {} });
}

test("an expense goes up to the root, in the turn and in the session; siblings do not see it", async () => {
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
