/** Exit codes 0 to 4, and one line that says what was wrong and what to do. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { is, match } from "uvu/assert";
import { builtProgram } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's exit code");
const FULL = { name: "/dev/full", isMet: existsSync("/dev/full") };

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
  {
    title: "an unknown option",
    args: () => ["--profle", "x"],
    code: 2,
    stderr: /^ampsh: unknown option: --profle; did you mean --profile\? .*--help/,
  },
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
    stderr: /--mount-plan \S+\.json: .*orchestrator/,
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
  {
    title: "an option without its value",
    args: () => ["hi", "--profile"],
    code: 2,
    stderr: /--profile: it needs a value/,
  },
  {
    title: "a value that is none",
    args: () => ["--color", "x", "hi"],
    code: 2,
    stderr: /--color: "x" is none of auto/,
  },
  { title: "--no-color", args: (at) => ["--no-color", "--mount-plan", at.plan(["ok"]), "hi"], code: 0, stderr: /^$/ },
  {
    title: "a key that is missing, though it is quiet",
    args: () => ["-q", "-p", "anthropic", "hi"],
    code: 2,
    stderr:
      /^ampsh: the session has no provider: providers\[0\]: .*set the environment variable ANTHROPIC_API_KEY.*\n$/,
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

for (const args of [
  ["--profile", "demo", "hi"],
  ["--output-format", "json", "hi"],
  ["--version"],
  ["sessions", "list"],
]) {
  test.needing(FULL, `1: stdout is full: ${args.join(" ")}`, async () => {
    await inWorkplace(async (workplace) => {
      is((await ampsh(workplace, ["--mount-plan", workplace.plan(["ok"]), "hi"])).code, 0);
      const line = `exec "$0" "$@" > ${FULL.name}`;
      const command = ["bash", ["-c", line, process.execPath, builtProgram("ampsh"), ...args]] as const;
      const { code, stderr } = await ampsh(workplace, [], { command });
      is(code, 1, stderr);
      match(stderr, /ampsh: stdout: no space left on device\n$/);
    });
  });
}

test("2: the directory was removed", async () => {
  await inWorkplace(async (workplace) => {
    const line = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"';
    const command = ["bash", ["-c", line, process.execPath, builtProgram("ampsh"), "hi"]] as const;
    const { code, stderr } = await ampsh(workplace, [], { command });
    is(code, 2);
    match(stderr, /^ampsh: the current directory is not there any more.*\n$/);
  });
});

test("a warning names its place", async () => {
  await inWorkplace(async (workplace) => {
    const tools = [{ module: "tool-filesystem", config: { allowed_read_paths: ["${NOT_SET_ANYWHERE}"] } }];
    const { stderr } = await ampsh(workplace, ["--mount-plan", workplace.plan(["ok"], { tools }), "hi"]);
    match(stderr, /^ampsh: warning: tools\[0\].*: .*NOT_SET_ANYWHERE/);
  });
});

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
