import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { compactionFixture } from "./compaction-fixture.ts";
import { randomFrom, randomSettings, randomSteps } from "./random-history.ts";

const test = suite("the prefix of a view");

test("for random histories, the last view begins the next one, byte for byte, unless something new was compacted", async () => {
  let stable = 0;
  for (let seed = 200; seed <= 260; seed += 1) {
    const random = randomFrom(seed);
    const fixture = compactionFixture({ config: randomSettings(random), budget: 2000 + Math.floor(random() * 8000) });
    let previous: string[] = [];
    let compactions = 0;
    for (const step of randomSteps(random, 40)) {
      await fixture.add(step);
      const view = (await fixture.view()).map((message) => JSON.stringify(message));
      const now = fixture.dataOf("context:compaction").length;
      if (now === compactions) {
        assert.deepEqual(view.slice(0, previous.length), previous, `seed ${seed}`);
        if (now > 0) stable += 1;
      }
      compactions = now;
      previous = view;
    }
  }
  assert.ok(stable > 300, "there must be views that kept the decisions of an earlier compaction");
});

test.run();
