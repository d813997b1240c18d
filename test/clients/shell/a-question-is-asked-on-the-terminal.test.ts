/** Approvals on a real terminal: the whole question, the options by number and letter, no by default. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inWorkplace, onTerminal, TERMINAL, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's questions");
const COMMAND = `touch made.txt && echo ${"x".repeat(300)} | wc -c`;
const ASKED = /Your answer \(Enter: no\): $/;
const ASKED_AGAIN = /none of them\.\s+Your answer \(Enter: no\): $/;

function planOf(workplace: Workplace, calls = 1): string {
  const call = { name: "bash", input: { command: COMMAND } };
  return workplace.plan([{ tool_calls: Array.from({ length: calls }, () => call) }, "That was it."]);
}

const ANSWERS: readonly [string, readonly string[], boolean][] = [
  ["y", ["y\n"], true],
  ["the number of allow once", ["1\n"], true],
  ["n", ["n\n"], false],
  ["Enter", ["\n"], false],
  ["the end of input", ["\u0004"], false],
  ["two answers that are none", ["what?\n", "allow\n"], false],
  ["none and then y", ["99\n", "y\n"], true],
];

for (const [title, lines, isAllowed] of ANSWERS) {
  test.needing(TERMINAL, `${title}: ${isAllowed ? "allowed" : "denied"}`, async () => {
    await inWorkplace(async (workplace) => {
      const run = onTerminal(workplace, ["--mount-plan", planOf(workplace), "do it"]);
      for (const [index, line] of lines.entries()) {
        await run.seen(index === 0 ? ASKED : ASKED_AGAIN);
        run.type(line);
      }
      const { code } = await run.exited;
      is(existsSync(join(workplace.cwd, "made.txt")), isAllowed, run.stdout);
      // A no from the person is no failure, however it is said.
      is(code, 0, run.stdout);
      not.match(run.stdout, /A rule of the session/);
      match(run.stdout.replaceAll("\r\n", ""), /x{300}/);
      match(run.stdout, /That was it\./);
    });
  });
}

test.needing(TERMINAL, "the answer alone goes to stdout, and the question to the terminal", async () => {
  await inWorkplace(async (workplace) => {
    const run = onTerminal(workplace, ["--mount-plan", planOf(workplace), "do it"], "> answer.txt 2> notes.txt");
    await run.seen(ASKED);
    run.type("y\n");
    is((await run.exited).code, 0);
    is(readFileSync(join(workplace.cwd, "answer.txt"), "utf8"), "That was it.\n");
    match(readFileSync(join(workplace.cwd, "notes.txt"), "utf8"), /● bash touch made\.txt/);
  });
});

test.needing(TERMINAL, "a prompt from a pipe leaves the terminal for the answer", async () => {
  await inWorkplace(async (workplace) => {
    const run = onTerminal(workplace, ["--mount-plan", planOf(workplace)], "<<< 'do it'");
    await run.seen(ASKED);
    run.type("y\n");
    is((await run.exited).code, 0);
    is(existsSync(join(workplace.cwd, "made.txt")), true);
  });
});

test.needing(TERMINAL, "questions come one after another", async () => {
  await inWorkplace(async (workplace) => {
    const run = onTerminal(workplace, ["--mount-plan", planOf(workplace, 2), "do it"]);
    await run.seen(ASKED);
    run.type("n\n");
    await run.seen(/Your answer[\s\S]*Your answer \(Enter: no\): $/);
    run.type("y\n");
    is((await run.exited).code, 0);
    is(existsSync(join(workplace.cwd, "made.txt")), true);
  });
});

test.needing(TERMINAL, "a question that times out is taken back", async () => {
  await inWorkplace(async (workplace) => {
    const hooks = [{ module: "hooks-approval", config: { default_timeout: 1 } }];
    const call = { name: "bash", input: { command: COMMAND } };
    const plan = workplace.plan([{ tool_calls: [call] }, "That was it."], { hooks });
    const run = onTerminal(workplace, ["--mount-plan", plan, "do it"]);
    is((await run.exited).code, 3, run.stdout);
    // The time may be over before ampsh hears of the question, which is then not asked at all.
    if (/\[y\] Allow once/.test(run.stdout)) match(run.stdout, /The question was taken back/);
  });
});

test.needing(TERMINAL, "a command's directory is the line below it, whatever else names the directory", async () => {
  await inWorkplace(async (workplace) => {
    const command = `touch ${workplace.cwd}/made.txt`;
    const call = { name: "bash", input: { command } };
    const plan = workplace.plan([{ tool_calls: [call] }, "ok"]);
    const run = onTerminal(workplace, ["--color", "never", "--mount-plan", plan, "do it"]);
    await run.seen(ASKED);
    const lines = run.stdout.split("\r\n").map((line) => line.trim());
    const place = lines.indexOf(`in ${workplace.cwd}`);
    match(lines[place - 1] ?? "", new RegExp(`^${command}`));
    run.type("n\n");
    is((await run.exited).code, 0);
  });
});

test.needing(TERMINAL, "what a command hides from a terminal is shown", async () => {
  await inWorkplace(async (workplace) => {
    const call = { name: "bash", input: { command: "touch made.txt #\u001b[2K\u202e" } };
    const run = onTerminal(workplace, ["--mount-plan", workplace.plan([{ tool_calls: [call] }, "ok"]), "do it"]);
    await run.seen(ASKED);
    match(run.stdout, /touch made\.txt #\\x1b\[2K\\u202e/);
    run.type("n\n");
    await run.exited;
  });
});

test.run();
