import * as assert from "uvu/assert";
import type { TurnInput } from "../../kernel/index.ts";
import { ManualClock, testHost, until } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { answer, gate, PROMPT, readySession } from "./session-fixture.ts";

const test = suite("cancelled turns");

const onStop = ({ coordinator }: TurnInput): Promise<void> =>
  new Promise((resolve) => coordinator.cancellation.stopping.addEventListener("abort", () => resolve()));

test("cancelled while hooks look at the prompt: the orchestrator is never called", async () => {
  let wasCalled = false;
  const fixture = await readySession({
    run: async () => {
      wasCalled = true;
      return answer("done")();
    },
  });
  const hook = gate();
  fixture.coordinator.hooks.register("prompt:submit", () => hook.promise.then(() => undefined), { name: "slow" });
  const executed = fixture.session.execute(PROMPT);
  assert.is(await fixture.session.cancel("graceful"), true);
  hook.open();
  assert.is((await executed).stopReason, "cancelled");
  assert.is(wasCalled, false);
  assert.is(fixture.dataOf("prompt:complete")[0]?.stop_reason, "cancelled");
});

test("an orchestrator that throws when it is cancelled has been cancelled; the event tells what it threw", async () => {
  const fixture = await readySession({
    run: async (turn) => {
      await onStop(turn);
      throw new Error("aborted");
    },
  });
  const executed = fixture.session.execute(PROMPT);
  await until(() => fixture.events.includes("prompt:submit"));
  await fixture.session.cancel("graceful");
  assert.is((await executed).stopReason, "cancelled");
  assert.equal(fixture.dataOf("cancel:completed")[0]?.error, "aborted");
});

test("an orchestrator that does not end is left behind after the grace", async () => {
  const clock = new ManualClock();
  const fixture = await readySession({ host: testHost(clock), run: () => new Promise(() => {}) });
  const executed = fixture.session.execute(PROMPT);
  await until(() => fixture.events.includes("prompt:submit"));
  await fixture.session.cancel("immediate");
  await until(() => clock.pending > 0);
  clock.advance(10_000);
  assert.is((await executed).stopReason, "cancelled");
  assert.match(String(fixture.dataOf("cancel:completed")[0]?.error), /did not end within 10000 ms/);
});

test("the next turn is not cancelled", async () => {
  let turns = 0;
  const fixture = await readySession({
    run: async (turn) => {
      turns += 1;
      if (turns === 1) await onStop(turn);
      return {
        ...(await answer("done")()),
        stopReason: turn.coordinator.cancellation.isRequested ? "cancelled" : "end_turn",
      };
    },
  });
  const executed = fixture.session.execute(PROMPT);
  await until(() => turns === 1);
  await fixture.session.cancel("immediate");
  assert.is((await executed).stopReason, "cancelled");
  assert.is((await fixture.session.execute(PROMPT)).stopReason, "end_turn");
});

test.run();
