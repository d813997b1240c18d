import assert from "node:assert/strict";
import { suite } from "../../../support/suite.ts";
import { gate, turnFixture } from "./turn-fixture.ts";

const test = suite("backpressure");

test("the next delta is not taken from the provider before the last one was delivered", async () => {
  const arrived = gate();
  const room = gate();
  const fixture = await turnFixture([{ text: ["one", "two"] }]);
  const waits = async (_: string, { delta }: Record<string, unknown>): Promise<undefined> => {
    if (delta !== "one") return;
    arrived.open();
    await room.opened;
  };
  fixture.coordinator.hooks.register("content_block:delta", waits, { name: "slow client" });
  const running = fixture.execute();
  await arrived.opened;
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  assert.equal(fixture.dataOf("content_block:delta").length, 0);
  room.open();
  await running;
  assert.deepEqual(
    fixture.dataOf("content_block:delta").map((data) => [data.sequence, data.delta]),
    [
      [0, "one"],
      [1, "two"],
    ],
  );
});

test.run();
