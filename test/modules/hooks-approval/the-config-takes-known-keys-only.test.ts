import * as assert from "uvu/assert";
import { configProblems } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-approval/index.ts";
import { suite } from "../../support/suite.ts";

const test = suite("config");

const ROWS: readonly [config: Record<string, unknown>, isGood: boolean][] = [
  [{}, true],
  [
    {
      rules: [
        { command: "ls", effect: "allow" },
        { pattern: "ls", action: "auto_approve" },
      ],
    },
    true,
  ],
  [{ default_action: "deny", default_timeout: 5, mode: "yolo", audit: { enabled: false, path: "x" } }, true],
  [{ rule: [] }, false],
  [{ rules: [{ effect: "allow" }] }, false],
  [{ rules: [{ command: "ls" }] }, false],
  [{ rules: [{ comand: "ls", effect: "allow" }] }, false],
  [{ rules: [{ pattern: "ls", action: "approve" }] }, false],
  [{ mode: "free" }, false],
  [{ default_timeout: 0 }, false],
  [{ audit: { file: "x" } }, false],
];

for (const [config, isGood] of ROWS) {
  test(`${JSON.stringify(config)} is ${isGood ? "accepted" : "refused"}`, () => {
    const problems = configProblems(module.configSchema, { module: module.name, config }, "hooks[0]");
    assert.is(problems.length === 0, isGood);
  });
}

test("a session that was given the gate must not start without it", () => {
  assert.is(module.isRequired, true);
});

test.run();
