import * as assert from "uvu/assert";
import { CONTINUE, type HookAction, type HookResult, mergeHookResults } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("precedence");

const ORDER: readonly HookAction[] = ["continue", "modify", "inject_context", "ask_user", "deny"];

for (const [weaker, action] of ORDER.entries()) {
  for (const stronger of ORDER.slice(weaker + 1)) {
    test(`${stronger} over ${action}, whichever comes first`, () => {
      assert.is(mergeHookResults({ action }, { action: stronger }).action, stronger);
      assert.is(mergeHookResults({ action: stronger }, { action }).action, stronger);
    });
  }
}

const inject = (text: string, rest: Partial<HookResult> = {}): HookResult => ({
  action: "inject_context",
  context_injection: text,
  ...rest,
});

const ROWS: readonly [what: string, first: HookResult, second: HookResult, merged: Partial<HookResult>][] = [
  [
    "of two denials the first stands",
    { action: "deny", reason: "a" },
    { action: "deny", reason: "b" },
    { reason: "a" },
  ],
  [
    "the first question wins",
    { action: "ask_user", approval_prompt: "a?" },
    { action: "ask_user", approval_prompt: "b?" },
    { approval_prompt: "a?" },
  ],
  ["injections are joined by a blank line", inject("a"), inject("b"), { context_injection: "a\n\nb" }],
  [
    "role and flags are those of the first, its defaults too",
    inject("a"),
    inject("b", { context_injection_role: "user", ephemeral: true, append_to_last_tool_result: true }),
    { context_injection_role: "system", ephemeral: false, append_to_last_tool_result: false },
  ],
  [
    "a question keeps the text that another hook injects",
    { action: "ask_user", approval_prompt: "a?" },
    inject("b", { ephemeral: true }),
    { action: "ask_user", approval_prompt: "a?", context_injection: "b", ephemeral: true },
  ],
  [
    "what continue says to the user is kept",
    { action: "continue", user_message: "careful" },
    { action: "deny", reason: "no" },
    { action: "deny", reason: "no", user_message: "careful" },
  ],
  [
    "a field that is there but undefined says nothing",
    inject("a"),
    { action: "modify", reason: undefined },
    inject("a"),
  ],
  ["nothing to say", CONTINUE, CONTINUE, { action: "continue" }],
];

for (const [what, first, second, expected] of ROWS) {
  test(what, () => {
    const merged = mergeHookResults(first, second);
    for (const [key, value] of Object.entries(expected)) assert.equal(merged[key as keyof HookResult], value, key);
  });
}

test.run();
