import { getEventListeners } from "node:events";
import * as assert from "uvu/assert";
import { CancellationToken, type HookResult, success } from "../../kernel/index.ts";
import { ManualClock, testHost } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { answer, PLAN, PROMPT, readySession, toolOf } from "./session-fixture.ts";

const test = suite("after a turn");

test("no timer and no listener is left of a turn and its tool calls", async () => {
  const clock = new ManualClock();
  const own = new AbortController();
  const { session, coordinator } = await readySession({
    host: testHost(clock),
    run: async (turn) => {
      await turn.coordinator.callTool({ type: "tool_call", id: "c1", name: "t", input: {} }, { signal: own.signal });
      return answer("done")();
    },
  });
  const signals: AbortSignal[] = [own.signal, coordinator.cancellation.immediate, coordinator.cancellation.stopping];
  coordinator.hooks.register("*", () => undefined, { name: "h" });
  const tool = toolOf("t", async (_, { signal }) => {
    signals.push(signal);
    return success(1);
  });
  coordinator.mount("tools", tool, { name: "t" });
  await session.execute(PROMPT);
  assert.is(clock.pending, 0);
  assert.equal(
    signals.map((signal) => getEventListeners(signal, "abort").length),
    [0, 0, 0, 0],
  );
});

test("a child whose parent was ended before its turn is cancelled, and leaves no timer", async () => {
  const clock = new ManualClock();
  const { session, coordinator } = await readySession({ host: testHost(clock) });
  const parent = new CancellationToken(() => {});
  parent.request("immediate");
  parent.adopt(coordinator.cancellation);
  assert.is((await session.execute(PROMPT)).stopReason, "cancelled");
  assert.is(clock.pending, 0);
});

test("the budget for injections begins anew with each turn", async () => {
  const plan = { ...PLAN, session: { orchestrator: "loop", context: "context", injection_budget_per_turn: 2 } };
  const fixture = await readySession({ plan });
  const result: HookResult = { action: "inject_context", context_injection: "12345678" };
  fixture.coordinator.hooks.register("prompt:submit", () => result, { name: "h" });
  await fixture.session.execute(PROMPT);
  await fixture.session.execute(PROMPT);
  assert.equal([fixture.dataOf("context:injected").length, fixture.dataOf("policy:violation").length], [2, 0]);
});

test.run();
