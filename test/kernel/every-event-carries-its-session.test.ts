import * as assert from "uvu/assert";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { PROMPT, readySession } from "./session-fixture.ts";

const test = suite("envelope");

test("every event of a session has its id, its parent's and the time", async () => {
  const fixture = await readySession({ parentId: "session-0" });
  await fixture.session.execute(PROMPT);
  await fixture.session.cleanup();
  assert.is(fixture.events.length >= 5, true);
  for (const event of fixture.events) {
    const [data] = fixture.dataOf(event);
    assert.equal([data?.session_id, data?.parent_id], ["session-1", "session-0"], event);
    assert.is(new Date(String(data?.timestamp)).toISOString(), data?.timestamp, event);
  }
});

test("a session without a parent says so", async () => {
  const { coordinator, dataOf } = coordinatorFixture();
  await coordinator.hooks.emit("x:y", {});
  assert.is(dataOf("x:y")[0]?.parent_id, null);
});

test("neither the one who emits nor a hook can speak for another session", async () => {
  const { coordinator, dataOf } = coordinatorFixture();
  const data = { session_id: "forged", note: "kept" };
  coordinator.hooks.register("x:*", () => ({ action: "modify", data }), { name: "forger" });
  await coordinator.hooks.emit("x:y", { session_id: "forged" });
  assert.equal([dataOf("x:y")[0]?.session_id, dataOf("x:y")[0]?.note], ["session-1", "kept"]);
});

test("logged events are numbered on from the last one; a live-only one carries the number that it follows", async () => {
  const { coordinator } = await readySession({ stored: { messages: [], turns: 0, lastSeq: 41 } });
  const seen: [string, number, boolean][] = [];
  coordinator.hooks.observe("*", ({ event, seq, ephemeral }) => void seen.push([event, seq, ephemeral]), { name: "t" });
  const delta = { request_id: "r", block_index: 0, block_type: "text", sequence: 0, delta: "a" };
  await coordinator.hooks.emit("content_block:delta", delta);
  await coordinator.hooks.emit("x:y", {});
  assert.equal(seen, [
    ["content_block:delta", 42, true],
    ["x:y", 43, false],
  ]);
  assert.is(coordinator.hooks.lastSeq, 43);
});

test.run();
