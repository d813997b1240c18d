import * as assert from "uvu/assert";
import type { HookResult, Injection, Message } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { answer, PROMPT, readySession } from "./session-fixture.ts";

const test = suite("injections of prompt:submit");

const ROWS: readonly [ephemeral: boolean, injections: number, messages: number][] = [
  [true, 1, 0],
  [false, 0, 1],
];

for (const [ephemeral, injections, messages] of ROWS) {
  test(ephemeral ? "for one request: with the turn" : "for good: in the history", async () => {
    const got: { injections?: readonly Injection[]; history?: readonly Message[] } = {};
    const { session, coordinator } = await readySession({
      run: async (turn) => {
        got.injections = turn.injections ?? [];
        got.history = await turn.context.getMessages();
        return answer("done")();
      },
    });
    const result: HookResult = { action: "inject_context", context_injection: "It is Monday.", ephemeral };
    coordinator.hooks.register("prompt:submit", () => result, { name: "clock" });
    await session.execute(PROMPT);
    assert.equal([got.injections?.length, got.history?.length], [injections, messages]);
  });
}

test.run();
