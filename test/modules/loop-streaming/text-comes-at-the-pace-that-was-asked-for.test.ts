import assert from "node:assert/strict";
import { module } from "../../../modules/loop-streaming/index.ts";
import { ManualClock, testHost } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { turnFixture } from "../lib/turn/turn-fixture.ts";

const test = suite("stream_delay");

test("after each piece of text the stream waits", async () => {
  const clock = new ManualClock();
  const options = { loop: module, config: { stream_delay: 2 }, host: testHost(clock) };
  const fixture = await turnFixture([{ text: ["one", "two"] }], options);
  const running = fixture.execute();
  await fixture.provider.received(1);
  for (const expected of [1, 2]) {
    await new Promise(setImmediate);
    assert.equal(fixture.dataOf("content_block:delta").length, expected);
    clock.advance(2000);
  }
  assert.equal((await running).text, "onetwo");
});

test.run();
