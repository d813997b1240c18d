import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { loggingFixture } from "./logging-fixture.ts";

const test = suite("log config");

const ROWS: readonly [config: Record<string, unknown>, logged: string[]][] = [
  [{}, ["plan:start", "notes:saved", "todo:done"]],
  [{ exclude_events: ["notes:*"] }, ["plan:start", "todo:done"]],
  [{ auto_discover: false }, ["plan:start"]],
  [{ auto_discover: false, additional_events: ["todo:*"] }, ["plan:start", "todo:done"]],
  [{ auto_discover: false, additional_events: ["*"], exclude_events: ["todo:done"] }, ["plan:start", "notes:saved"]],
];

for (const [config, logged] of ROWS) {
  test(`${JSON.stringify(config)} logs ${logged}`, async () => {
    const fixture = loggingFixture();
    try {
      await fixture.mount(config);
      for (const event of ["plan:start", "notes:saved", "todo:done"]) await fixture.coordinator.hooks.emit(event, {});
      assert.equal(
        fixture.records().map(({ event }) => event),
        logged,
      );
    } finally {
      fixture.close();
    }
  });
}

test("a relative path starts in the session's directory", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount({ path: "deep/log.jsonl" });
    await fixture.coordinator.hooks.emit("plan:start", {});
    assert.is(fixture.records(join("deep", "log.jsonl")).length, 1);
    assert.equal(fixture.files(), ["deep"]);
  } finally {
    fixture.close();
  }
});

test("a session without a directory writes only where a path says", async () => {
  const fixture = loggingFixture({ isEphemeral: true });
  try {
    await fixture.mount();
    await fixture.coordinator.hooks.emit("plan:start", {});
    assert.equal(fixture.files(), []);
    await fixture.mount({ path: join(fixture.root, "log.jsonl") });
    await fixture.coordinator.hooks.emit("plan:start", {});
    assert.is(fixture.records("log.jsonl").length, 1);
  } finally {
    fixture.close();
  }
});

test.run();
