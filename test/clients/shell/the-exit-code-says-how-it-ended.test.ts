/** Exit codes 0 to 4, and one line that says what was wrong and what to do. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's exit code");

interface Case {
  readonly title: string;
  readonly args: (workplace: Workplace) => readonly string[];
  readonly code: number;
  readonly stderr: RegExp;
}

const CALLS = { tool_calls: [{ name: "read_file", input: { file_path: "x" } }] };
const failing = (kind: string) => [{ error: { kind, message: "it broke" } }];

const CASES: readonly Case[] = [
  { title: "done", args: (at) => ["--mount-plan", at.plan(["ok"]), "hi"], code: 0, stderr: /^$/ },
  {
    title: "the provider fails",
    args: (at) => ["--mount-plan", at.plan(failing("Network")), "hi"],
    code: 1,
    stderr: /^ampsh: .*it broke.*\n$/,
  },
  { title: "an unknown option", args: () => ["--profle", "x"], code: 2, stderr: /profle.*--help/ },
  {
    title: "a profile that is not there",
    args: () => ["-p", "demoo", "hi"],
    code: 2,
    stderr: /"demoo".*did you mean demo/,
  },
  {
    title: "a directory that is not there",
    args: () => ["--cwd", "/nowhere/at/all", "hi"],
    code: 2,
    stderr: /--cwd \/nowhere/,
  },
  {
    title: "a plan that is not there",
    args: () => ["--mount-plan", "no.json", "hi"],
    code: 2,
    stderr: /--mount-plan no\.json/,
  },
  {
    title: "a plan that is not JSON",
    args: ({ cwd }) => {
      writeFileSync(join(cwd, "broken.json"), "{");
      return ["--mount-plan", "broken.json", "hi"];
    },
    code: 2,
    stderr: /broken\.json: it is not JSON/,
  },
  {
    title: "a plan that ampd does not take",
    args: (at) => ["--mount-plan", at.plan(["ok"], { session: {} }), "hi"],
    code: 2,
    stderr: /orchestrator/,
  },
  {
    title: "a session that is not there",
    args: () => ["-r", "nope", "hi"],
    code: 2,
    stderr: /no session "nope".*sessions list/,
  },
  {
    title: "no session to go on with",
    args: () => ["-c", "hi"],
    code: 2,
    stderr: /--continue: there is no session in /,
  },
  {
    title: "a limit of iterations",
    args: (at) => ["--max-iterations", "1", "--mount-plan", at.plan([CALLS, CALLS, CALLS]), "hi"],
    code: 4,
    stderr: /--max-iterations/,
  },
  {
    title: "no number of iterations",
    args: () => ["--max-iterations", "0", "hi"],
    code: 2,
    stderr: /whole number from 1/,
  },
];

for (const { title, args, code, stderr } of CASES) {
  test(`${code}: ${title}`, async () => {
    await inWorkplace(async (workplace) => {
      const finished = await ampsh(workplace, args(workplace));
      is(finished.code, code, finished.stderr);
      match(finished.stderr, stderr);
    });
  });
}

test("2: an id that is taken", async () => {
  await inWorkplace(async (workplace) => {
    const args = ["--session", "mine", "--mount-plan", workplace.plan(["ok"]), "hi"];
    is((await ampsh(workplace, args)).code, 0);
    const { code, stderr } = await ampsh(workplace, args);
    is(code, 2);
    match(stderr, /session mine already.*--resume/);
  });
});

test.run();
