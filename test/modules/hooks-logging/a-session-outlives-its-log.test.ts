import { mkdirSync, rmdirSync } from "node:fs";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { type LoggingFixture, loggingFixture } from "./logging-fixture.ts";

const test = suite("a disk that refuses");

/** A directory where the file should be: it refuses root, too. */
const block = ({ path }: LoggingFixture): void => mkdirSync(path);
const unblock = ({ path }: LoggingFixture): void => rmdirSync(path);

test("the user hears of it once, and what waited is written when the disk is back", async () => {
  const fixture = loggingFixture();
  try {
    block(fixture);
    const unmount = await fixture.mount();
    for (let count = 0; count < 3; count += 1) await fixture.coordinator.hooks.emit("plan:start", {});
    fixture.clock.advance(6000);
    await fixture.coordinator.hooks.emit("plan:start", {});
    const notices = fixture.dataOf("user:notification");
    assert.is(notices.length, 1);
    assert.match(String(notices[0]?.message), "cannot be written");
    unblock(fixture);
    fixture.clock.advance(6000);
    await fixture.coordinator.hooks.emit("plan:end", {});
    assert.equal(
      fixture.records().map(({ event, seq }) => [event, seq]),
      fixture.seen.map(({ event, seq }) => [event, seq]),
    );
    await unmount();
  } finally {
    fixture.close();
  }
});

test("what waits is bounded, and what was lost is said", async () => {
  const fixture = loggingFixture();
  try {
    block(fixture);
    const unmount = await fixture.mount();
    for (let count = 0; count < 12; count += 1) {
      await fixture.coordinator.hooks.emit("plan:start", { plan: "z ".repeat(250_000) });
    }
    unblock(fixture);
    fixture.clock.advance(6000);
    await fixture.coordinator.hooks.emit("plan:end", {});
    await unmount();
    const [dropped] = fixture.dataOf("logging:records_dropped");
    const lost = Number(dropped?.records);
    assert.ok(lost > 0 && lost < 13);
    assert.is(fixture.records().length, fixture.seen.length - lost);
  } finally {
    fixture.close();
  }
});

test("closing writes what waited", async () => {
  const fixture = loggingFixture();
  try {
    block(fixture);
    const unmount = await fixture.mount();
    await fixture.coordinator.hooks.emit("plan:start", {});
    unblock(fixture);
    await unmount();
    assert.is(fixture.records()[0]?.seq, 1);
  } finally {
    fixture.close();
  }
});

test.run();
