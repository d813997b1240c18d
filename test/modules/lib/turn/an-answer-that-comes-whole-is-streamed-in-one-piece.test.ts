import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { echo, turnFixture } from "./turn-fixture.ts";

const test = suite("a provider that does not stream");

test("each block comes as start, one delta and end", async () => {
  const toolCalls = [{ id: "a", name: "echo", input: { text: "x" } }];
  const script = [{ isSilent: true, thinking: "hm", text: ["in ", "one"], toolCalls }, "done"];
  const fixture = await turnFixture(script, { tools: [echo] });
  await fixture.execute();
  const [request] = fixture.provider.requests;
  const blocks = fixture.seen.filter(
    ({ event, data }) => event.startsWith("content_block:") && data.request_id === request?.request_id,
  );
  assert.deepEqual(
    blocks.map(({ event, data }) => [event, data.block_index, data.block_type, data.delta ?? data.name]),
    [
      ["content_block:start", 0, "thinking", undefined],
      ["content_block:delta", 0, "thinking", "hm"],
      ["content_block:end", 0, "thinking", undefined],
      ["content_block:start", 1, "text", undefined],
      ["content_block:delta", 1, "text", "in one"],
      ["content_block:end", 1, "text", undefined],
      ["content_block:start", 2, "tool_call", "echo"],
      ["content_block:end", 2, "tool_call", undefined],
    ],
  );
});

test.run();
