/** `--help`, `--version`, `completion`: on stdout, exit code 0, and ampd is not started. */
import { readFileSync } from "node:fs";
import { is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace } from "./run-ampsh.ts";

const test = suite("ampsh's help");

const VERSION: string = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version;

const PRINTED: readonly [readonly string[], readonly RegExp[]][] = [
  [["--help"], [/Examples:/, /git diff \| ampsh/, /Exit codes: 0 done; 1 failed; 2 wrong usage/, /--mount-plan/]],
  [
    ["sessions", "--help"],
    [/sessions list/, /sessions show <id>/, /sessions rm <ids\.\.>/],
  ],
  [["--version"], [new RegExp(`^${VERSION.replaceAll(".", "\\.")}\n$`)]],
  [["completion"], [/###-begin-ampsh-completions-###/]],
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

test.run();
