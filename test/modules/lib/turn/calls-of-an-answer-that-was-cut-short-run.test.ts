import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { echo, linesOf, turnFixture } from "./turn-fixture.ts";

const test = suite("an answer that hits its length limit");

test("the calls in it that are complete run, and the turn goes on", async () => {
  const toolCalls = [{ id: "a", name: "echo", input: { text: "x" } }];
  const fixture = await turnFixture([{ toolCalls, stopReason: "max_tokens" }, "done"], { tools: [echo] });
  assert.equal((await fixture.execute()).stopReason, "end_turn");
  assert.deepEqual(linesOf(await fixture.history()), [
    "user: hello",
    "assistant: <a>",
    "tool <a>: x",
    "assistant: done",
  ]);
});

test("without calls the turn ends and says so", async () => {
  const fixture = await turnFixture([{ text: "endless", stopReason: "max_tokens" }]);
  assert.equal((await fixture.execute()).stopReason, "max_tokens");
});

test.run();
