import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { called, compactionFixture, user } from "./compaction-fixture.ts";

const test = suite("compact()");

const results = Array.from({ length: 20 }, (_, number) => called(`c${number}`, "x".repeat(2000))).flat();

test("the view is halved whatever its size, and the answer says what was done", async () => {
  const fixture = compactionFixture({ budget: 100_000 });
  await fixture.add([user("go"), ...results]);
  assert.equal((await fixture.view()).length, 41);
  const report = await fixture.context.compact(fixture.request);
  assert.ok(Number(report.after_tokens) <= Number(report.before_tokens) / 2);
  assert.ok(Number(report.removed) + Number(report.shortened) > 0);
  const events = ["context:pre_compact", "context:post_compact", "context:compaction"];
  assert.deepEqual(fixture.eventNames(), events);
  const [event] = fixture.dataOf("context:compaction");
  assert.deepEqual([event?.level, event?.after_tokens], [report.level, report.after_tokens]);
});

test("where there is nothing to leave out, nothing happens", async () => {
  const fixture = compactionFixture();
  await fixture.add([user("go")]);
  const report = await fixture.context.compact(fixture.request);
  assert.deepEqual([report.level, report.removed, report.shortened], [0, 0, 0]);
  assert.deepEqual(fixture.eventNames(), []);
});

test("where the notice would cost more than it tells of, the view is left alone", async () => {
  const fixture = compactionFixture({ budget: 100_000 });
  await fixture.add([user("go"), ...called("c1", "a result"), user("and"), user("on")]);
  const before = await fixture.view();
  const report = await fixture.context.compact(fixture.request);
  assert.deepEqual([report.level, report.removed, report.shortened], [0, 0, 0]);
  assert.equal(report.after_tokens, report.before_tokens);
  assert.deepEqual(await fixture.view(), before);
  assert.deepEqual(fixture.eventNames(), []);
});

test.run();
