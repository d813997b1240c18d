import assert from "node:assert/strict";
import { success } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { gate, linesOf, tool, turnFixture } from "./turn-fixture.ts";

const test = suite("a graceful cancel");

test("a running tool finishes, its result is kept, and no further request is made", async () => {
  const started = gate();
  const finish = gate();
  const slow = tool("slow", async () => {
    started.open();
    await finish.opened;
    return success("finished");
  });
  const fixture = await turnFixture([{ text: "Wait.", toolCalls: [{ id: "a", name: "slow" }] }], { tools: [slow] });
  const running = fixture.execute();
  await started.opened;
  fixture.coordinator.cancellation.request("graceful");
  finish.open();
  const outcome = await running;
  assert.deepEqual([outcome.stopReason, outcome.text], ["cancelled", "Wait."]);
  assert.deepEqual(linesOf(await fixture.history()), ["user: hello", "assistant: Wait.<a>", "tool <a>: finished"]);
  assert.equal(fixture.provider.requests.length, 1);
});

test.run();
