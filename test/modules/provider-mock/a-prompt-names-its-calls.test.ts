import assert from "node:assert/strict";
import { planCalls, type WantedCall } from "../../../modules/provider-mock/intent.ts";
import { suite } from "../../support/suite.ts";

const test = suite("The calls that a prompt names");
const grep = (more: object): WantedCall => ({
  name: "grep",
  input: { pattern: "hello", output_mode: "content", ...more },
});
const bash = (command: string): WantedCall => ({ name: "bash", input: { command } });

const ROWS: readonly [prompt: string, call: WantedCall][] = [
  ["search for `hello` in .", grep({ path: "." })],
  ["search for `hello` in ..", grep({ path: ".." })],
  ["search for `hello` in src.", grep({ path: "src" })],
  ["search for `hello` in ./src/", grep({ path: "./src/" })],
  ["search for `hello`", grep({})],
  ["search for `hello` in the project", grep({})],
  ["run ls and write `x` to y.txt", bash("ls")],
  ["run `ls -l` and write `x` to y.txt", bash("ls -l")],
  ["please run npm test.", bash("npm test")],
  ["run the tests with `npm test`", bash("npm test")],
  ['run echo "hi"', bash('echo "hi"')],
  ["run ls ..", bash("ls ..")],
];

for (const [prompt, call] of ROWS) {
  test(prompt, () => assert.deepEqual(planCalls(prompt), [call]));
}

test.run();
