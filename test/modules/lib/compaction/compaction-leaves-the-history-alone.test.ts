import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { compactionFixture } from "./compaction-fixture.ts";
import { randomFrom, randomSettings, randomSteps } from "./random-history.ts";

const test = suite("the history");

test("for random histories, it is what was added, whatever the views leave out", async () => {
  for (let seed = 300; seed <= 330; seed += 1) {
    const random = randomFrom(seed);
    const fixture = compactionFixture({ config: randomSettings(random), budget: 500 });
    const steps = randomSteps(random, 30);
    const added = JSON.stringify(steps.flat());
    for (const step of steps) {
      await fixture.add(step);
      await fixture.view();
    }
    await fixture.context.compact(fixture.request);
    assert.equal(JSON.stringify(await fixture.context.getMessages()), added);
    assert.equal(JSON.stringify(steps.flat()), added);
  }
});

test.run();
