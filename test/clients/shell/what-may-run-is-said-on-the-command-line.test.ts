/** `--permission-mode`, `--allow` and `--deny`: they change what runs without a question, and never what the plan forbids. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match, not } from "uvu/assert";
import { readArguments } from "../../../clients/shell/arguments.ts";
import { PERMISSION_MODES } from "../../../clients/shell/command.ts";
import { ShellError } from "../../../clients/shell/shell-error.ts";
import { MODES } from "../../../modules/hooks-approval/config.ts";
import { suite } from "../../support/suite.ts";
import { ampsh, type Finished, inWorkplace, onTerminal, TERMINAL, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's permissions");

const call = (name: string, input: object): object => ({ tool_calls: [{ name, input }] });
const TOUCH = call("bash", { command: "touch made.txt" });
const WRITE = call("write_file", { file_path: "src/made.txt", content: "x" });
const policy = (config: object): object => ({ hooks: [{ module: "hooks-approval", config }] });
const FORBIDS = policy({ rules: [{ command: "touch *", effect: "deny" }] });
const ALLOWS = policy({ rules: [{ tool: "bash", effect: "allow" }] });

interface Row {
  readonly title: string;
  readonly args: readonly string[];
  readonly does: object;
  readonly plan?: object;
  readonly runs: boolean;
}

const ROWS: readonly Row[] = [
  { title: "--allow with the command", args: ["--allow", "bash(touch made.txt)"], does: TOUCH, runs: true },
  { title: "--allow with any words", args: ["--allow=bash(touch *)"], does: TOUCH, runs: true },
  { title: "--allow with the tool", args: ["--allow", "bash"], does: TOUCH, runs: true },
  { title: "--allow with another command", args: ["--allow", "bash(ls *)"], does: TOUCH, runs: false },
  { title: "one --allow of two", args: ["--allow", "bash(ls *)", "--allow", "bash(touch *)"], does: TOUCH, runs: true },
  { title: "--allow with a path", args: ["--allow", "write_file(src/**)"], does: WRITE, runs: true },
  { title: "--allow with another path", args: ["--allow", "write_file(lib/**)"], does: WRITE, runs: false },
  { title: "--deny over --allow", args: ["--allow", "bash", "--deny", "bash(touch *)"], does: TOUCH, runs: false },
  { title: "--deny over --yes", args: ["--yes", "--deny", "bash(touch *)"], does: TOUCH, runs: false },
  { title: "--deny over yolo", args: ["--permission-mode", "yolo", "--deny", "bash"], does: TOUCH, runs: false },
  { title: "the plan's denial over --allow", args: ["--allow", "bash"], does: TOUCH, plan: FORBIDS, runs: false },
  { title: "--deny beside the plan's leave", args: ["--deny", "write_file"], does: TOUCH, plan: ALLOWS, runs: true },
  { title: "--deny over the plan's leave", args: ["--deny", "bash"], does: TOUCH, plan: ALLOWS, runs: false },
  { title: "read-only over --yes", args: ["--yes", "--permission-mode", "read-only"], does: TOUCH, runs: false },
  { title: "accept-edits", args: ["--permission-mode", "accept-edits"], does: WRITE, runs: true },
  { title: "yolo", args: ["--permission-mode=yolo"], does: TOUCH, runs: true },
  { title: "a plan's yolo", args: [], does: TOUCH, plan: policy({ mode: "yolo" }), runs: false },
];

function isMade({ cwd }: Workplace): boolean {
  return existsSync(join(cwd, "made.txt")) || existsSync(join(cwd, "src", "made.txt"));
}

for (const { title, args, does, plan = {}, runs } of ROWS) {
  test(`${title}: it ${runs ? "runs" : "is denied"} without a terminal`, async () => {
    await inWorkplace(async (workplace) => {
      const file = workplace.plan([does, "Done."], { ...plan });
      const { code, stdout, stderr } = await ampsh(workplace, ["--mount-plan", file, ...args, "do it"]);
      equal([code, stdout, isMade(workplace)], [runs ? 0 : 3, "Done.\n", runs], stderr);
      is(/nothing asks/.test(stderr), args.join().includes("yolo"));
    });
  });
}

test("a profile's denial wins over --allow, and its leave stays beside it", async () => {
  await inWorkplace(async (workplace) => {
    const profiles = join(String(workplace.home.env.AMPD_HOME), "config", "profiles");
    mkdirSync(profiles, { recursive: true });
    const rules = [
      { command: "touch *", effect: "deny" },
      { tool: "write_file", effect: "allow" },
    ];
    const { session, providers, tools } = JSON.parse(readFileSync(workplace.plan([TOUCH, WRITE, "Done."]), "utf8"));
    const profile = {
      name: "own",
      session,
      providers,
      tools,
      hooks: [{ module: "hooks-approval", config: { rules } }],
    };
    writeFileSync(join(profiles, "own.md"), `---\n${JSON.stringify(profile)}\n---\nHelp.\n`);
    const { stdout, stderr } = await ampsh(workplace, [
      ...["-p", "own", "--output-format", "json"],
      ...["--allow", "bash", "do it"],
    ]);
    const calls: { denied?: true }[] = JSON.parse(stdout).tool_calls;
    const denied = calls.map((one) => one.denied === true);
    equal(denied, [true, false], stderr);
  });
});

test("a plan's rule that ampd does not show is not lost", async () => {
  await inWorkplace(async (workplace) => {
    const plan = policy({ rules: [{ command: `echo sk-ant-api03-${"a1B2".repeat(10)}`, effect: "deny" }] });
    const file = workplace.plan(["Done."], { ...plan });
    const { code, stderr } = await ampsh(workplace, ["--mount-plan", file, "--allow", "bash", "do it"]);
    is(code, 2);
    match(stderr, /--allow, --deny: a rule of the plan has what looks like a secret/);
  });
});

/** A session in which the command was denied once, and that is asked again. */
async function resumed(workplace: Workplace, args: readonly string[]): Promise<Finished> {
  const file = workplace.plan([TOUCH, "Done."], { ...ALLOWS });
  const first = ["--session", "one", "--permission-mode", "plan", "--mount-plan", file, "do it"];
  is((await ampsh(workplace, first)).code, 3);
  return ampsh(workplace, [...args, "do it"]);
}

test("a mode holds for a session that comes back, which keeps it", async () => {
  await inWorkplace(async (workplace) => {
    const { code, stderr } = await resumed(workplace, ["-c", "--permission-mode", "read-only"]);
    equal([code, isMade(workplace)], [3, false], stderr);
    is((await ampsh(workplace, ["-c", "do it"])).code, 3);
  });
});

test("yolo holds for a session that comes back, and no longer than the option is given", async () => {
  await inWorkplace(async (workplace) => {
    const plan = workplace.plan([TOUCH, "Done."]);
    is((await ampsh(workplace, ["--session", "one", "--mount-plan", plan, "do it"])).code, 3);
    const { code, stderr } = await ampsh(workplace, ["-r", "one", "--permission-mode", "yolo", "do it"]);
    equal([code, isMade(workplace)], [0, true], stderr);
    match(stderr, /nothing asks/);
    const again = await ampsh(workplace, ["-r", "one", "do it"]);
    is(again.code, 3, again.stderr);
    not.match(again.stderr, /nothing asks/);
  });
});

const BAD: readonly [readonly string[], RegExp][] = [
  [["--allow", "bash(git status"], /--allow "bash\(git status": it must be a tool's name.*'bash\(git status\)'/],
  [["--deny", "bash()"], /--deny "bash\(\)": there is nothing in the parentheses.*examples/],
  [["--deny", ""], /--deny "": it must be a tool's name/],
  [["--allow", "read_file,bash"], /"read_file,bash" is no tool's name/],
  [["--allow", "bash(npm run:*)"], /ends with a blank and `\*`, not with `:\*`/],
  [["--deny", "Bash(ls)"], /capitals count; did you mean bash;/],
  [["--deny", "Bash"], /capitals count; did you mean bash;/],
  [["--deny", "write_files(x)"], /write_files takes no pattern.*did you mean write_file;/],
  [["--deny", "web_fetch(example.com)"], /web_fetch takes no pattern.*give its name alone/],
  [["--allow"], /--allow: it needs a value/],
  [["--permission-mode", "free"], /--permission-mode: "free" is none of ask, accept-edits, read-only, plan, yolo/],
  [["--permission-mode", "ask", "--permission-mode", "yolo"], /--permission-mode: it is there more than once/],
  [["-c", "--allow", "bash"], /--allow: it is for new sessions; .*--permission-mode/],
  [["-r", "x", "--deny", "bash"], /--deny: it is for new sessions/],
];

for (const [args, message] of BAD) {
  test(`${args.join(" ")} is wrong usage`, async () => {
    const words = args.length === 1 ? args : [...args, "hi"];
    const error = await readArguments(words, {}).catch((thrown: unknown) => thrown);
    if (!(error instanceof ShellError)) throw new Error("it was taken");
    is(error.exitCode, 2);
    match(error.message, message);
  });
}

test("the modes are those of the policy", () => equal(PERMISSION_MODES, MODES));

test.needing(TERMINAL, "the dialogue takes them for its new sessions, and refuses rules for one that comes back", () =>
  inWorkplace(async (workplace) => {
    const { code, stderr } = await ampsh(workplace, [
      "--session",
      "old",
      "--mount-plan",
      workplace.plan(["Hi."]),
      "hi",
    ]);
    is(code, 0, stderr);
    const file = workplace.plan([TOUCH, "Done."]);
    const args = ["--color", "never", "--permission-mode", "accept-edits", "--allow", "bash(touch *)"];
    const run = onTerminal(workplace, [...args, "--mount-plan", file]);
    await run.seen(/\/help lists the commands[\s\S]*> /);
    run.type("/mode\r");
    await run.seen(/mode: accept-edits[\s\S]*> [^\n]*$/);
    run.type("go\r");
    await run.seen(/Done\.[\s\S]*> [^\n]*$/);
    is(isMade(workplace), true);
    run.type("/resume old\r");
    await run.seen(/--allow: it is for new sessions[\s\S]*> [^\n]*$/);
    run.type("/quit\r");
    is((await run.exited).code, 0);
  }),
);

test.run();
