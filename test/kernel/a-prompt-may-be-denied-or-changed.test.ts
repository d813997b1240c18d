import * as assert from "uvu/assert";
import type { ApprovalSystem, HookResult } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { answer, codeOf, PROMPT, readySession } from "./session-fixture.ts";

const test = suite("prompt:submit");

const say = (optionId: string): ApprovalSystem => ({ requestApproval: async () => ({ optionId, by: "user" }) });

const ROWS: readonly [
  what: string,
  hook: HookResult,
  approval: ApprovalSystem | undefined,
  stop: string,
  got: unknown,
][] = [
  ["no objection", { action: "continue" }, undefined, "end_turn", PROMPT],
  ["denied", { action: "deny", reason: "not today" }, undefined, "denied", undefined],
  [
    "changed to text",
    { action: "modify", data: { prompt: "other" } },
    undefined,
    "end_turn",
    [{ type: "text", text: "other" }],
  ],
  [
    "changed to blocks",
    { action: "modify", data: { prompt: [{ type: "text", text: "b" }] } },
    undefined,
    "end_turn",
    [{ type: "text", text: "b" }],
  ],
  ["asked and allowed", { action: "ask_user" }, say("allow"), "end_turn", PROMPT],
  ["asked and refused", { action: "ask_user" }, say("deny"), "denied", undefined],
  ["asked with nobody there", { action: "ask_user" }, undefined, "denied", undefined],
];

for (const [what, hook, approval, stop, got] of ROWS) {
  test(`${what}: ${stop}`, async () => {
    const prompts: unknown[] = [];
    const fixture = await readySession({
      ...(approval && { approval }),
      run: async ({ prompt }) => {
        prompts.push(prompt);
        return answer("done")();
      },
    });
    fixture.coordinator.hooks.register("prompt:submit", () => hook, { name: "policy" });
    const result = await fixture.session.execute(PROMPT, { turnId: "t-1" });
    assert.is(result.stopReason, stop);
    assert.equal(prompts[0], got);
    assert.is(fixture.dataOf("prompt:submit")[0]?.turn_id, "t-1");
    assert.is(fixture.dataOf("prompt:complete")[0]?.stop_reason, stop);
    if (hook.reason !== undefined) assert.is(result.text, hook.reason);
  });
}

test("a hook that makes nonsense of the prompt fails the turn, and only the turn", async () => {
  const { session, coordinator } = await readySession();
  const undo = coordinator.hooks.register("prompt:submit", () => ({ action: "modify", data: { prompt: 7 } }), {
    name: "x",
  });
  assert.is(await codeOf(session.execute(PROMPT)), "prompt-invalid");
  undo();
  assert.is((await session.execute(PROMPT)).text, "done");
});

test("an empty prompt is refused before anything happens", async () => {
  const fixture = await readySession();
  assert.is(await codeOf(fixture.session.execute([])), "prompt-invalid");
  assert.is(fixture.events.includes("prompt:submit"), false);
  assert.is(fixture.session.turns, 0);
});

test("prompt:complete tells how the turn went", async () => {
  const fixture = await readySession({ run: answer("x".repeat(500)) });
  await fixture.session.execute(PROMPT);
  const [data] = fixture.dataOf("prompt:complete");
  assert.equal([data?.turn, data?.length, String(data?.response_preview).length], [1, 500, 200]);
  assert.equal(data?.usage, { input_tokens: 0, output_tokens: 0 });
});

test.run();
