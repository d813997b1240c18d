/** The forms in which a prompt comes: words, stdin, both. An open and silent stdin does not keep a command with words waiting. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, type RunOptions, startAmpsh, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's prompt");

/** Runs, and answers the prompt that reached the session. */
async function promptOf(workplace: Workplace, words: readonly string[], options: RunOptions = {}): Promise<string> {
  const args = ["--output-format", "stream-json", "--mount-plan", workplace.plan(["ok"]), ...words];
  const { code, stdout, stderr } = await ampsh(workplace, args, options);
  is(code, 0, stderr);
  return promptIn(stdout);
}

function promptIn(stdout: string): string {
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return events.find(({ event }) => event === "prompt:submit").data.prompt[0].text;
}

const CASES: readonly [string, readonly string[], RunOptions["stdin"], string][] = [
  ["words", ["fix", "the bug"], { is: "nothing" }, "fix the bug"],
  ["words, beside a pipe that is closed", ["fix", "the bug"], "", "fix the bug"],
  ["stdin alone", [], "from a pipe\n", "from a pipe\n"],
  ["`-` alone", ["-"], "from a pipe\n", "from a pipe\n"],
  ["both", ["explain"], "the input\n", "explain\n\nthe input\n"],
  ["both, with `-`", ["explain", "-"], "the input", "explain\n\nthe input"],
  ["a number", ["42"], { is: "nothing" }, "42"],
  ["words behind --", ["--", "--help", "-x"], { is: "nothing" }, "--help -x"],
  ["--no-stdin", ["--no-stdin", "explain"], "the input", "explain"],
];

for (const [title, words, stdin, expected] of CASES) {
  test(title, async () => {
    await inWorkplace(async (workplace) =>
      is(await promptOf(workplace, words, stdin === undefined ? {} : { stdin }), expected),
    );
  });
}

test("a file on stdin is read", async () => {
  await inWorkplace(async (workplace) => {
    const path = join(workplace.cwd, "input.txt");
    writeFileSync(path, "from a file");
    const fd = openSync(path, "r");
    is(await promptOf(workplace, ["explain"], { stdin: { fd } }), "explain\n\nfrom a file");
    closeSync(fd);
  });
});

test("a silent stdin is left alone, which is said", async () => {
  await inWorkplace(async (workplace) => {
    const args = ["--mount-plan", workplace.plan(["ok"]), "hello"];
    const { code, stdout, stderr } = await ampsh(workplace, args, { stdin: { is: "silent" } });
    is(`${code} ${stdout}`, "0 ok\n");
    match(stderr, /stdin is open, but nothing came/);
  });
});

test("`-` waits for the end of stdin", async () => {
  await inWorkplace(async (workplace) => {
    const args = ["--verbose", "--output-format", "stream-json", "--mount-plan", workplace.plan(["ok"]), "hello", "-"];
    const run = startAmpsh(workplace, args, { stdin: { is: "silent" } });
    await run.seen(/reading stdin/);
    run.type("later");
    run.endInput();
    is((await run.exited).code, 0, run.stderr);
    is(promptIn(run.stdout), "hello\n\nlater");
    not.match(run.stderr, /nothing came/);
  });
});

for (const words of [[], ["-"], ["  "]]) {
  test(`nothing at all is wrong usage: ${JSON.stringify(words)}`, async () => {
    await inWorkplace(async (workplace) => {
      const { code, stderr } = await ampsh(workplace, words);
      is(code, 2);
      match(stderr, /^ampsh: there is no prompt; give it as an argument/);
    });
  });
}

test.run();
