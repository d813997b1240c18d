import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { echo, turnFixture } from "./turn-fixture.ts";

const test = suite("settings for the model");

test("thinking and effort are part of each request when they are set, and absent when not", async () => {
  const plain = await turnFixture(["x"]);
  await plain.execute();
  assert.equal(plain.provider.requests[0]?.extended_thinking, undefined);
  assert.equal(plain.provider.requests[0]?.reasoning_effort, undefined);
  const config = { extended_thinking: true, reasoning_effort: "high" };
  const thoughtful = await turnFixture(["x"], { config, tools: [echo] });
  await thoughtful.execute();
  const [request] = thoughtful.provider.requests;
  assert.deepEqual([request?.extended_thinking, request?.reasoning_effort], [true, "high"]);
  assert.deepEqual(request?.tools, [{ name: "echo", description: "echo", inputSchema: echo.inputSchema }]);
});

test.run();
