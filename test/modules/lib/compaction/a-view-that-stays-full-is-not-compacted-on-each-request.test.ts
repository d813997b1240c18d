import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { called, compactionFixture, user } from "./compaction-fixture.ts";

const test = suite("a view that cannot reach its goal");

test("the next compaction waits until the view has grown", async () => {
  const config = { protected_tool_results: 3, protected_recent: 0.1, compaction_notice_enabled: false };
  const fixture = compactionFixture({ budget: 10_000, config });
  await fixture.add([user("p".repeat(4 * 9300))]);
  for (let number = 0; number < 40; number += 1) {
    await fixture.add(called(`c${number}`, "x".repeat(200)));
    await fixture.view();
  }
  const compactions = fixture.dataOf("context:compaction").length;
  assert.ok(compactions > 0 && compactions <= 8, `${compactions} compactions in 40 requests`);
});

test.run();
