import * as assert from "uvu/assert";
import { isHookResult } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("hook results");

const option = { id: "yes", label: "Yes", kind: "allow_once" };

const ROWS: readonly [value: unknown, isOne: boolean][] = [
  [{ action: "continue" }, true],
  [{ action: "deny", reason: "no", something_new: 1 }, true],
  [{ action: "modify", data: { a: 1 } }, true],
  [{ action: "inject_context", context_injection: "x", context_injection_role: "user", ephemeral: true }, true],
  [{ action: "ask_user", approval_options: ["Allow", option], approval_timeout: 1.5, approval_default: "allow" }, true],
  [{ action: "continue", user_message: "x", user_message_level: "warning" }, true],
  [undefined, false],
  [null, false],
  ["deny", false],
  [{}, false],
  [{ action: "toString" }, false],
  [{ action: "DENY" }, false],
  [{ action: "deny", reason: 7 }, false],
  [{ action: "modify", data: [1] }, false],
  [{ action: "modify", data: "x" }, false],
  [{ action: "inject_context", context_injection: 5 }, false],
  [{ action: "inject_context", context_injection: "x", context_injection_role: "tool" }, false],
  [{ action: "ask_user", approval_options: "Allow" }, false],
  [{ action: "ask_user", approval_options: [{ ...option, kind: "perhaps" }] }, false],
  [{ action: "ask_user", approval_timeout: -1 }, false],
  [{ action: "ask_user", approval_default: "maybe" }, false],
  [{ action: "continue", user_message_level: "loud" }, false],
];

for (const [value, isOne] of ROWS)
  test(`${JSON.stringify(value)}: ${isOne}`, () => assert.is(isHookResult(value), isOne));

test.run();
