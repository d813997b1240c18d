import * as assert from "uvu/assert";
import type { JsonObject, Outcome } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { promptSubmit, providerRequest, providerResponse, toolPost } from "../hook-fixture.ts";
import { type ProgramAnswer, type ProgramFixture, programFixture, toolPre } from "./program-fixture.ts";

const test = suite("a program's answer");

const GATE = { gate: true };
const specific = (fields: JsonObject): ProgramAnswer => ({ stdout: { hookSpecificOutput: fields } });
const failed = (outcome: Outcome): string => outcome.denied ?? "allowed";

const CALLS: readonly (readonly [string, ProgramAnswer | string, JsonObject, RegExp])[] = [
  ["nothing", {}, GATE, /^allowed$/],
  ["exit code 2", { code: 2, stderr: "not on Fridays\n" }, {}, /^not on Fridays$/],
  ["exit code 2 without a word", { code: 2 }, {}, /did not say why/],
  ["another exit code", { code: 1, stderr: "oops" }, {}, /^allowed$/],
  ["another exit code of a gate", { code: 1, stderr: "oops" }, GATE, /exit code 1: oops/],
  ["no such program, of a gate", "/no/such/program", GATE, /exit code 127/],
  ["no such program", "/no/such/program", {}, /^allowed$/],
  ["no such program without a shell, of a gate", "/no/such/program", { ...GATE, args: [] }, /ENOENT/],
  ["text that is no JSON", { stdout: "fine by me" }, GATE, /^allowed$/],
  ["JSON that is broken, of a gate", { stdout: '{"decision": "bl' }, GATE, /its answer is no JSON/],
  ["a time-out, of a gate", "sleep 60", { ...GATE, timeout: 0.05 }, /longer than 0.05 s/],
  ["decision block", { stdout: { decision: "block", reason: "no" } }, {}, /^no$/],
  ["decision approve", { stdout: { decision: "approve" } }, GATE, /^allowed$/],
  ["decision maybe, of a gate", { stdout: { decision: "maybe" } }, GATE, /"maybe" is unknown/],
  ["permission deny", specific({ permissionDecision: "deny", permissionDecisionReason: "never" }), {}, /^never$/],
  ["permission allow", specific({ permissionDecision: "allow" }), GATE, /^allowed$/],
  ["permission ask, and nobody to ask", specific({ permissionDecision: "ask" }), {}, /./],
  ["one of ampd's hook results", { stdout: { action: "deny", reason: "as ampd says it" } }, {}, /^as ampd says it$/],
  ["no hook result, of a gate", { stdout: { action: "explode" } }, GATE, /no hook result/],
];
for (const [title, answer, more, expected] of CALLS) {
  test(`before a call: ${title}`, async () => {
    const fixture = await programFixture("PreToolUse", answer, more);
    assert.match(failed(await fixture.emit("tool:pre", toolPre("bash"))), expected);
    const [told] = fixture.dataOf("command:completed");
    assert.match(String(told?.outcome), /^(ok|blocked|failed)$/);
    await fixture.close();
  });
}

test("what fails without being a gate is told to the user", async () => {
  const fixture = await programFixture("PreToolUse", { code: 3, stderr: "oops" });
  await fixture.emit("tool:pre", toolPre("bash"));
  assert.match(fixture.shown[0]?.text ?? "", /The hook for PreToolUse failed .*: it ended with exit code 3: oops/);
  await fixture.close();
});

test("a call's input is changed, also when a person is asked about it; context is for the next request", async () => {
  const asked = { permissionDecision: "ask" };
  for (const [event, more] of [
    ["PreToolUse", {}],
    ["PreToolUse", asked],
    ["tool:pre", asked],
    ["tool:*", asked],
  ] as const) {
    const answer = specific({ ...more, updatedInput: { command: "ls" }, additionalContext: "by the way" });
    const fixture = await programFixture(event, answer);
    const result = await fixture.coordinator.hooks.emit("tool:pre", toolPre("bash", { command: "rm" }));
    assert.equal((result.data as JsonObject).tool_input, { command: "ls" });
    assert.match(result.context_injection ?? "", "by the way");
    assert.is(result.ephemeral, true);
    await fixture.close();
  }
});

test("after a call the model hears why, and the result stays", async () => {
  const fixture = await programFixture("PostToolUse", { stdout: { decision: "block", reason: "format it first" } });
  const outcome = await fixture.emit("tool:post", toolPost("write_file"));
  assert.is(outcome.denied, undefined);
  assert.match(outcome.injections[0]?.text ?? "", "format it first");
  assert.is(outcome.injections[0]?.appendToLastToolResult, true);
  await fixture.close();
});

test("plain words at a prompt, or at the start of a session, go before the prompt", async () => {
  for (const [event, begin] of [
    ["UserPromptSubmit", async () => {}],
    ["SessionStart", async ({ emit }: ProgramFixture) => void (await emit("session:start", { modules: [] }))],
  ] as const) {
    const fixture = await programFixture(event, { stdout: "It is raining." });
    await begin(fixture);
    const result = await fixture.coordinator.hooks.emit("prompt:submit", promptSubmit("hello"));
    assert.match(result.context_injection ?? "", "It is raining.");
    assert.equal([result.context_injection_role, result.ephemeral], ["user", false]);
    const next = await fixture.coordinator.hooks.emit("prompt:submit", promptSubmit("again", 2));
    assert.is(next.context_injection === undefined, event === "SessionStart");
    await fixture.close();
  }
});

test("a turn that was stopped makes no further request; the next one does", async () => {
  const stop = { stdout: { continue: false, stopReason: "enough", systemMessage: "stopped by a hook" } };
  const fixture = await programFixture("PostToolUse", stop);
  await fixture.emit("tool:post", toolPost("bash"));
  assert.is((await fixture.emit("provider:request", providerRequest())).denied, "enough");
  assert.is(fixture.shown[0]?.text, "stopped by a hook");
  await fixture.emit("prompt:submit", promptSubmit("again", 2));
  assert.is((await fixture.emit("provider:request", providerRequest())).denied, undefined);
  await fixture.close();
});

test("a turn is kept from ending, so many times", async () => {
  const steered: unknown[] = [];
  const steering = { steer: (prompt: unknown) => steered.push(prompt) > 0 };
  const block = { code: 2, stderr: "the tests fail" };
  const fixture = await programFixture("Stop", block, { capabilities: { "session.steer": steering } });
  await fixture.emit("provider:response", providerResponse({ tool_calls: 1 }));
  await fixture.emit("provider:response", providerResponse({ stop_reason: "refusal" }));
  for (let count = 0; count < 10; count += 1) await fixture.emit("provider:response", providerResponse());
  assert.is(steered.length, 8);
  assert.equal(steered[0], [{ type: "text", text: "the tests fail" }]);
  assert.equal(
    fixture.inputs().map((input) => input.stop_hook_active),
    [false, ...Array(9).fill(true)],
  );
  assert.match(fixture.shown[0]?.text ?? "", "8 times");
  await fixture.close();
});

test("a loop that takes no input is told to the user", async () => {
  const fixture = await programFixture("Stop", { code: 2, stderr: "go on" });
  await fixture.emit("provider:response", providerResponse());
  assert.match(fixture.shown[0]?.text ?? "", "takes no input in mid-turn");
  await fixture.close();
});

test.run();
