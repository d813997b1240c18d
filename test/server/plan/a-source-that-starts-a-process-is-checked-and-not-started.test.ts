import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { validatePlan } from "../../../server/plan/validate-plan.ts";
import { suite } from "../../support/suite.ts";

const test = suite("sources of processes in a plan");

const ROWS: readonly [source: string | JsonObject, problems: readonly [path: string, message: RegExp][]][] = [
  ["exec:/no/such/program --flag", []],
  [`exec:sh -c 'exit 3' "two words"`, []],
  ["exec:", [["", /names no command/]]],
  ["exec:   ", [["", /names no command/]]],
  [`exec:""`, [["", /names no command/]]],
  ["exec:python3 'half open", [["", /quote is opened and not closed/]]],
  [{ exec: { command: "/no/such/program", args: ["x"], env: { A: "${B}" }, limits: { memory_mb: 64 } } }, []],
  [{ exec: {} }, [[".exec.command", /it is required/]]],
  [
    { exec: { comand: "x" } },
    [
      [".exec.command", /it is required/],
      [".exec.comand", /unknown key; did you mean command\?/],
    ],
  ],
  [{ exec: { command: "x", limits: { memorymb: 5 } } }, [[".exec.limits.memorymb", /did you mean memory_mb\?/]]],
  [{ exec: { command: "x", limits: { cpu_seconds: -1 } } }, [[".exec.limits.cpu_seconds", /./]]],
  [{ exec: { command: "x", args: [1] } }, [[".exec.args[0]", /string/]]],
  [{ exec: "python3 x.py" }, [[".exec", /object/]]],
  [{ exec: { command: "x" }, limits: {} }, [[".limits", /unknown key/]]],
];

for (const [source, expected] of ROWS) {
  test(JSON.stringify(source), async () => {
    const session = { orchestrator: "loop-streaming", context: "context-simple" };
    const tools = [{ module: "own", source }];
    const { valid, problems } = await validatePlan({ session, providers: ["provider-mock"], tools });
    assert.equal(
      problems.map(({ path }) => path),
      expected.map(([path]) => `tools[0].source${path}`),
    );
    for (const [index, [, message]] of expected.entries()) assert.match(problems[index]?.message ?? "", message);
    assert.is(valid, expected.length === 0);
  });
}

test.run();
