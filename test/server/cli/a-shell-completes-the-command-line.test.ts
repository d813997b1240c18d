/** What a shell offers at the end of ampd's command line: what --help tells, and nothing where a file's name is meant. */
import * as assert from "uvu/assert";
import { readArguments } from "../../../server/cli/arguments.ts";
import { COMPLETING_SHELLS } from "../../support/completing-shells.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a shell completes the command line");

async function printed(...args: string[]): Promise<string> {
  const command = await readArguments(args);
  return command.command === "print" ? command.text : "";
}

async function offered(...words: string[]): Promise<string[]> {
  return (await printed("--get-yargs-completions", "ampd", ...words)).split("\n").filter((word) => word !== "");
}

const ROWS: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [["pl"], ["plan"]],
  [
    ["plan", ""],
    ["show", "check"],
  ],
  [["plan", "show", "--or"], ["--origins"]],
  [["--log-level", "plan", "show", "--or"], []],
  [["--cwd", "x", "doctor", "--js"], ["--json"]],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["--store", "p"], ["postgres"]],
  [["--store", "=", "p"], ["postgres"]],
  [["--store=p"], ["--store=postgres"]],
  [
    ["--framing", "="],
    ["auto", "lsp", "ndjson"],
  ],
  [["init", "--provider", "m"], ["mock"]],
  [["plan", "show", "--cwd", ""], []],
  [["trust", ""], []],
  [
    ["no-such-command", "plan", ""],
    ["show", "check"],
  ],
];

for (const [words, expected] of ROWS) {
  test(`ampd ${words.join(" ")}`, async () => {
    assert.equal(await offered(...words), expected);
  });
}

test("every command and every option that --help lists, at each level", async () => {
  for (const words of [[], ["serve"], ["plan"], ["plan", "show"], ["collection"], ["collection", "add"], ["trust"]]) {
    const help = await printed(...words, "--help");
    const options = [...help.matchAll(/^ +(--[a-z-]+)/gm)].map(([, name = ""]) => name);
    const own = words.length === 0 ? options : options.filter((name) => !ROOT_OPTIONS.includes(name));
    for (const name of own) assert.ok((await offered(...words, "--")).includes(name), `${words.join(" ")} ${name}`);
    const prefix = ["ampd", ...words].join(" ");
    const commands = [...help.matchAll(new RegExp(`^ +${prefix} ([a-z]+)`, "gm"))].map(([, name = ""]) => name);
    for (const name of commands) assert.ok((await offered(...words, "")).includes(name), `${words.join(" ")} ${name}`);
  }
});

/** They hold everywhere, and belong in front of a command. */
const ROOT_OPTIONS = ["--log-level", "--log-file", "--allow-yolo", "--store", "--store-url-env"];

for (const shell of COMPLETING_SHELLS) {
  test.needing(shell, `in ${shell.name}, by the script that it prints`, () => {
    assert.equal(shell.completed("ampd", ["plan sh", "--store=p", "--framing l"]), [
      "plan show",
      "--store=postgres",
      "--framing lsp",
    ]);
  });
}

test("each of the shells gets a script that asks ampd, and another is refused", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { command, ...rest } = await readArguments(["completion", shell]);
    assert.is(command, "task");
    let text = "";
    const { task } = rest as { task: (context: unknown) => Promise<number> };
    assert.is(await task({ print: (part: string) => (text += part) }), 0);
    assert.match(text, "ampd --get-yargs-completions");
  }
  await readArguments(["completion", "tcsh"]).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /Choices: "bash", "zsh", "fish"/),
  );
});

test.run();
