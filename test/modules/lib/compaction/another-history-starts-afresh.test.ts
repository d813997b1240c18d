import assert from "node:assert/strict";
import type { Message } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { called, compactionFixture, said, user } from "./compaction-fixture.ts";

const test = suite("a history that is replaced");

test("neither earlier decisions nor the provider's counts carry over", async () => {
  const fixture = compactionFixture({ budget: 10_000, config: { protected_tool_results: 0, protected_recent: 0 } });
  await fixture.add([user("go"), ...called("a", "x".repeat(4000)), said("so")]);
  await fixture.view();
  fixture.context.noteUsage({ input_tokens: 9900, output_tokens: 1 });
  await fixture.view();
  assert.equal(fixture.dataOf("context:compaction").length, 1);
  const other: Message[] = [user("else"), ...called("b", "y".repeat(4000)), said("fine"), said("well")];
  await fixture.context.setMessages(other);
  assert.deepEqual(await fixture.view(), other);
  assert.equal(fixture.dataOf("context:compaction").length, 1);
});

test.run();
