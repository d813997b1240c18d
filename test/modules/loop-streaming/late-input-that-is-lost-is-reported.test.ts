import assert from "node:assert/strict";
import type { ContentBlock, Context } from "../../../kernel/index.ts";
import { module } from "../../../modules/loop-streaming/index.ts";
import { suite } from "../../support/suite.ts";
import { gate, turnFixture } from "../lib/turn/turn-fixture.ts";

const test = suite("late steering input that cannot be written");

/** Fails once the first answer was asked for. */
function failing(inner: Context): Context {
  let isBroken = false;
  return {
    async addMessage(message) {
      if (isBroken) throw new Error("disk full");
      await inner.addMessage(message);
    },
    async getMessagesForRequest(request) {
      isBroken = true;
      return inner.getMessagesForRequest(request);
    },
    getMessages: () => inner.getMessages(),
    setMessages: (messages) => inner.setMessages(messages),
    clear: () => inner.clear(),
  };
}

test("the turn still ends as it would, and the loss is reported", async () => {
  const write = gate();
  const fixture = await turnFixture([{ text: "x", gate: write.opened }], { loop: module, wrapContext: failing });
  const running = fixture.execute();
  await fixture.provider.received(1);
  const steering = fixture.coordinator.getCapability<{ steer(prompt: readonly ContentBlock[]): boolean }>(
    "session.steer",
  );
  assert.ok(steering?.steer([{ type: "text", text: "late" }]));
  write.open();
  await assert.rejects(running, /disk full/);
  assert.equal(fixture.eventNames().at(-1), "execution:end");
  assert.match(fixture.host.reports.join("\n"), /came late was lost: disk full/);
});

test.run();
