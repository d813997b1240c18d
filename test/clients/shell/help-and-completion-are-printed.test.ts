/** `--help`, `--version`, `completion`: on stdout, exit code 0, and ampd is not started. */
import { readFileSync } from "node:fs";
import { equal, is, match } from "uvu/assert";
import { COMPLETING_SHELLS } from "../../support/completing-shells.ts";
import { builtProgram } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, TERMINAL } from "./run-ampsh.ts";

const test = suite("ampsh's help");

const VERSION: string = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version;

const PRINTED: readonly [readonly string[], readonly RegExp[]][] = [
  [["--help"], [/Examples:/, /git diff \| ampsh/, /Exit codes: 0 done; 1 failed; 2 wrong usage/, /--mount-plan/]],
  [
    ["sessions", "--help"],
    [/sessions list/, /sessions show <id>/, /sessions rm <ids\.\.>/],
  ],
  [["--version"], [new RegExp(`^${VERSION.replaceAll(".", "\\.")}\n$`)]],
  [["completion"], [/^# In ~\/\.bashrc: source <\(ampsh completion bash\)/]],
  [["completion", "fish"], [/^# In ~\/\.config\/fish\/config\.fish: ampsh completion fish/]],
];

for (const [args, patterns] of PRINTED) {
  test(args.join(" "), async () => {
    await inWorkplace(async (workplace) => {
      const { code, stdout, stderr } = await ampsh(workplace, args);
      is(`${code} ${stderr}`, "0 ");
      for (const pattern of patterns) match(stdout, pattern);
    });
  });
}

const COMPLETED: readonly [readonly string[], readonly string[]][] = [
  [["--pro"], ["--profile", "--provider"]],
  [
    ["--color", ""],
    ["auto", "always", "never"],
  ],
  [["--color", "=", "n"], ["never"]],
  [["--output-format", "s"], ["stream-json"]],
  [[""], ["sessions", "completion"]],
  [["--profile", "demo", "s"], ["sessions"]],
  [
    ["sessions", ""],
    ["list", "show", "rm", "fork", "revert"],
  ],
  [["sessions", "fork", "--a"], ["--at"]],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["sessions", "list", "--l"], ["--limit"]],
  [["--mount-plan", "p"], []],
];

for (const [words, expected] of COMPLETED) {
  test(`completes ${words.join(" ")}`, async () => {
    await inWorkplace(async (workplace) => {
      const { code, stdout } = await ampsh(workplace, ["--get-yargs-completions", "ampsh", ...words], {
        env: { SHELL: "/bin/bash" },
      });
      is(code, 0);
      equal(stdout.split("\n").filter(Boolean), expected);
    });
  });
}

test("without a name, the completion is that of one's own shell", () =>
  inWorkplace(async (workplace) => {
    const { stdout } = await ampsh(workplace, ["completion"], { env: { SHELL: "/usr/bin/zsh" } });
    match(stdout, /ampsh completion zsh/);
  }));

for (const shell of COMPLETING_SHELLS) {
  test.needing(shell, `completes in ${shell.name}, by the script that it prints`, () => {
    equal(shell.completed("ampsh", ["sessions rev", "--color=n", "--permission-mode acc"]), [
      "sessions revert",
      "--color=never",
      "--permission-mode accept-edits",
    ]);
  });
}

test("completes every option that --help lists", async () => {
  await inWorkplace(async (workplace) => {
    const help = await ampsh(workplace, ["--help"]);
    const listed = [...help.stdout.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => `${name}`);
    const { stdout } = await ampsh(workplace, ["--get-yargs-completions", "ampsh", "-"]);
    const offered = stdout.trim().split("\n");
    equal([...offered].sort(), [...listed, "--no-color"].sort());
  });
});

test.needing(TERMINAL, "--help is as wide as the terminal", async () => {
  await inWorkplace(async (workplace) => {
    const line = `stty cols 60; exec ${process.execPath} ${builtProgram("ampsh")} --help`;
    const command = ["script", ["-qec", line, "/dev/null"]] as const;
    const { stdout } = await ampsh(workplace, [], { command, stdin: { is: "silent" } });
    const [options = ""] = /Options:[\s\S]*Examples:/.exec(stdout) ?? [];
    equal(
      options.split("\r\n").filter((text) => text.length > 60),
      [],
    );
    match(options, /--mount-plan/);
  });
});

test.run();
