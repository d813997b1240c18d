import assert from "node:assert/strict";
import { pairToolCalls } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { compactionFixture } from "./compaction-fixture.ts";
import { randomFrom, randomSettings, randomSteps } from "./random-history.ts";

const test = suite("pairs");

test("for random histories, settings and budgets, every view has whole pairs only", async () => {
  let compactions = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomFrom(seed);
    const fixture = compactionFixture({ config: randomSettings(random), budget: 500 + Math.floor(random() * 8000) });
    for (const step of randomSteps(random, 40)) {
      await fixture.add(step);
      const { repaired, dropped } = pairToolCalls(await fixture.view());
      assert.deepEqual({ repaired, dropped }, { repaired: [], dropped: [] }, `seed ${seed}`);
    }
    compactions += fixture.dataOf("context:compaction").length;
  }
  assert.ok(compactions > 100, "the histories must be big enough to be compacted");
});

test.run();
