import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { loggingFixture } from "./logging-fixture.ts";

const test = suite("log before delivery");

test("an observer that was there first still comes second", async () => {
  const fixture = loggingFixture();
  try {
    const onDisk: number[] = [];
    fixture.coordinator.hooks.observe("*", () => void onDisk.push(fixture.records().length), { name: "client" });
    await fixture.mount();
    for (let count = 0; count < 3; count += 1) await fixture.coordinator.hooks.emit("plan:start", {});
    assert.equal(onDisk, [1, 2, 3]);
  } finally {
    fixture.close();
  }
});

test("with a higher priority number it comes later", async () => {
  const fixture = loggingFixture();
  try {
    const onDisk: number[] = [];
    fixture.coordinator.hooks.observe("*", () => void onDisk.push(fixture.records().length), { name: "client" });
    await fixture.mount({ priority: 100 });
    await fixture.coordinator.hooks.emit("plan:start", {});
    assert.equal(onDisk, [0]);
    assert.is(fixture.records().length, 1);
  } finally {
    fixture.close();
  }
});

test.run();
