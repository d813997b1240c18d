/** The manual page of ampsh, as a viewer shows it: every option that --help lists, and every section of the README without its marks. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match, not } from "uvu/assert";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace } from "./run-ampsh.ts";

const test = suite("ampsh's manual page");

const PAGE = join(ROOT, "clients/shell/ampsh.1");
const VIEWER = { name: "mandoc", isMet: spawnSync("mandoc", ["-T", "utf8", PAGE]).status === 0 };

/** Without the backspaces that print a letter twice. */
function shown(): string {
  const { status, stdout, stderr } = spawnSync("mandoc", ["-W", "error", "-T", "utf8", PAGE], { encoding: "utf8" });
  is(`${status} ${stderr}`, "0 ");
  return stdout.replaceAll(/.[\b]/g, "");
}

test.needing(VIEWER, "it has every option and every command of the help", () =>
  inWorkplace(async (workplace) => {
    const page = shown();
    for (const args of [
      ["--help"],
      ["sessions", "--help"],
      ["sessions", "list", "--help"],
      ["sessions", "fork", "--help"],
    ]) {
      const { stdout } = await ampsh(workplace, args);
      const options = [...stdout.matchAll(/^ +((?:-\w, )?--[a-z-]+)/gm)].map(([, name = ""]) => name);
      const commands = [...stdout.matchAll(/^ +(ampsh sessions [a-z]+)/gm)].map(([, name = ""]) => name);
      equal(
        [...options, ...commands].filter((name) => !page.includes(name)),
        [],
      );
    }
  }),
);

test.needing(VIEWER, "it has what the README says, its tables as lists, without the marks of Markdown", () => {
  const page = shown();
  const readme = readFileSync(join(ROOT, "clients/shell/README.md"), "utf8");
  const titles = [...readme.matchAll(/^## (.*)$/gm)].map(([, title = ""]) => title.toUpperCase());
  equal(
    titles.filter((title) => title !== "WHAT" && !page.includes(`\n${title}\n`)),
    [],
  );
  match(page, /\n +129, 130, 143\n +ended by SIGHUP, Ctrl-C \(even where/);
  match(page, /\n +words; stdin: a terminal\n +it is not read\n/);
  match(page, /\n +git diff \| ampsh "review this" +# the input goes below the prompt\n/);
  match(page, /'TOOL\(PATTERN\)'/);
  not.match(page, /`|\| ---|^##/m);
});

test.run();
