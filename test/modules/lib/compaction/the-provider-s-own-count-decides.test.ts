import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { called, compactionFixture, said, user } from "./compaction-fixture.ts";

const test = suite("the token meter");

const OPENING = [user("go"), ...called("a", "x".repeat(4000)), ...called("b", "y".repeat(4000))];
const config = { protected_tool_results: 0, protected_recent: 0 };

test("actual: what the provider counted is believed, over any estimate", async () => {
  const fixture = compactionFixture({ budget: 10_000, config });
  await fixture.add(OPENING);
  await fixture.view();
  fixture.context.noteUsage({ input_tokens: 9500, output_tokens: 10 });
  await fixture.add([said("fine")]);
  await fixture.view();
  const [event] = fixture.dataOf("context:compaction");
  assert.equal(event?.before_tokens, 9510);
  assert.ok(Number(event?.after_tokens) <= 5000);
});

test("actual: only what came since is estimated", async () => {
  const fixture = compactionFixture({ budget: 10_000, config });
  await fixture.add(OPENING);
  await fixture.view();
  fixture.context.noteUsage({ input_tokens: 100, output_tokens: 10 });
  await fixture.add([said("fine"), user("z".repeat(4 * 9000))]);
  await fixture.view();
  assert.equal(fixture.dataOf("context:compaction").length, 0);
  await fixture.add([user("z".repeat(4 * 400))]);
  await fixture.view();
  assert.equal(fixture.dataOf("context:compaction")[0]?.before_tokens, 100 + 10 + 9004 + 404);
});

test("estimate: the provider's count changes nothing", async () => {
  const fixture = compactionFixture({ budget: 10_000, config: { ...config, token_meter: "estimate" } });
  await fixture.add(OPENING);
  await fixture.view();
  fixture.context.noteUsage({ input_tokens: 9900, output_tokens: 10 });
  await fixture.view();
  assert.equal(fixture.dataOf("context:compaction").length, 0);
});

test("a provider that counts nothing is not believed", async () => {
  const fixture = compactionFixture({ budget: 2500, config });
  await fixture.add(OPENING);
  await fixture.view();
  fixture.context.noteUsage({ input_tokens: 0, output_tokens: 0 });
  await fixture.add([said("fine"), ...called("c", "z".repeat(4000))]);
  await fixture.view();
  assert.equal(fixture.dataOf("context:compaction").length, 1);
});

test("the instruction and the tools count", async () => {
  const instruction = "i".repeat(4 * 700);
  const fixture = compactionFixture({ budget: 1500, instruction, config: { ...config, truncate_chars: 0 } });
  await fixture.add([user("go"), ...called("a", "x".repeat(2000)), ...called("b", "y".repeat(2000))]);
  await fixture.view();
  assert.equal(fixture.dataOf("context:compaction").length, 1);
});

test.run();
