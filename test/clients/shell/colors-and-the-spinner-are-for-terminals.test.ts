/** Escape sequences go to a terminal and nowhere else; NO_COLOR and --color decide about colors. */
import { is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, onTerminal, TERMINAL, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's colors");
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const COLOR = /\u001b\[\d+m/;

function planOf(workplace: Workplace): string {
  return workplace.plan([{ tool_calls: [{ name: "read_file", input: { file_path: "x" } }] }, "ok \u001b[31mred"]);
}

test("a pipe gets none, and the answer as it is", async () => {
  await inWorkplace(async (workplace) => {
    const { stdout, stderr } = await ampsh(workplace, ["--mount-plan", planOf(workplace), "hi"]);
    is(stdout, "ok \u001b[31mred\n");
    is(stderr.includes("\u001b"), false);
  });
});

test("--color always colors a pipe, too", async () => {
  await inWorkplace(async (workplace) => {
    const { stderr } = await ampsh(workplace, ["--color", "always", "--mount-plan", planOf(workplace), "hi"], {
      env: { NO_COLOR: "1" },
    });
    match(stderr, COLOR);
  });
});

for (const [title, extra, isColored] of [
  ["a terminal has colors", [], true],
  ["--color never", ["--color", "never"], false],
] as const) {
  test.needing(TERMINAL, title, async () => {
    await inWorkplace(async (workplace) => {
      const run = onTerminal(workplace, [...extra, "--mount-plan", planOf(workplace), "hi"]);
      await run.exited;
      is(COLOR.test(run.stdout), isColored);
      match(run.stdout, /ok \\x1b\[31mred/);
    });
  });
}

test.needing(TERMINAL, "NO_COLOR", async () => {
  await inWorkplace(async (workplace) => {
    const run = onTerminal(workplace, ["--mount-plan", planOf(workplace), "hi"], "", { NO_COLOR: "1" });
    await run.exited;
    not.match(run.stdout, COLOR);
  });
});

test.run();
