import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { type BashOutput, withBash } from "./bash-fixture.ts";

const test = suite("a command gets an environment without secrets");
process.env.ANTHROPIC_API_KEY = "very-secret";
process.env.AMPD_TEST_ALLOWED = "allowed";

test("what is in ampd's own environment stays there", () =>
  withBash({}, async ({ call }) => {
    const { stdout } = outputOf<BashOutput>(await call("bash", { command: "export -p" }));
    assert.match(stdout, / PATH=/);
    assert.equal(/very-secret|ANTHROPIC|AMPD_TEST/.test(stdout), false);
  }));

test("the config lets variables pass, and sets some", () =>
  withBash({ env_allow: ["AMPD_TEST_ALLOWED"], env: { MINE: "a b" } }, async ({ call }) => {
    const { stdout } = outputOf<BashOutput>(await call("bash", { command: 'echo "$AMPD_TEST_ALLOWED $MINE"' }));
    assert.equal(stdout, "allowed a b\n");
  }));

test.run();
