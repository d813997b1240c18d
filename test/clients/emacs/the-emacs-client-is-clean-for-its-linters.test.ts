/** Byte-compilation without a warning, checkdoc without a word, package-lint without a complaint, and autoloads that start nothing. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { equal, is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { CLIENT, EMACS, emacsBatch } from "./run-emacs.ts";

const test = suite("the Emacs client's code");
const PACKAGES = "/usr/share/emacs/site-lisp/elpa";
const FILES = readdirSync(CLIENT).filter((name) => name.endsWith(".el"));

function packageFolder(name: string): string | undefined {
  try {
    const found = readdirSync(PACKAGES).find((folder) => folder.startsWith(`${name}-`));
    return found === undefined ? undefined : join(PACKAGES, found);
  } catch {
    return undefined;
  }
}

const LINT = { name: "Emacs and package-lint", isMet: EMACS.isMet && packageFolder("package-lint") !== undefined };

async function inCopy(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "ampd-elisp-"));
  try {
    cpSync(CLIENT, directory, { recursive: true });
    await body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test.needing(EMACS, "byte-compiles without a warning", () =>
  inCopy(async (directory) => {
    const paths = FILES.map((name) => join(directory, name));
    const strict = ["--eval", "(setq byte-compile-error-on-warn t)", "-f", "batch-byte-compile"];
    const { code, output } = await emacsBatch(["-L", directory, ...strict, ...paths]);
    is(code, 0, output);
  }),
);

test.needing(EMACS, "checkdoc has nothing to say", async () => {
  const paths = FILES.map((name) => JSON.stringify(join(CLIENT, name))).join(" ");
  const { code, output } = await emacsBatch(["--eval", `(mapc #'checkdoc-file '(${paths}))`]);
  is(code, 0, output);
  is(output, "");
});

test("has every option where `customize-group' finds it when ampd.el alone is loaded", () => {
  const defining = FILES.filter((name) => /^\(defcustom /m.test(readFileSync(join(CLIENT, name), "utf8")));
  equal(defining, ["ampd-options.el"]);
});

test.needing(LINT, "package-lint has nothing to complain of", async () => {
  const main = JSON.stringify(join(CLIENT, "ampd.el"));
  const folders = ["package-lint", "let-alist"].map(packageFolder).filter((folder) => folder !== undefined);
  const { code, output } = await emacsBatch([
    ...folders.flatMap((folder) => ["-L", folder]),
    ...["-l", "package-lint", "--eval", `(setq package-lint-main-file ${main})`],
    ...["-f", "package-lint-batch-and-exit", ...FILES.map((name) => join(CLIENT, name))],
  ]);
  // Its list of Emacs's releases ends before 28.1.
  const complaints = output.split("\n").filter((line) => /: (error|warning): /.test(line));
  equal(
    complaints.filter((line) => !line.includes("uninstallable in all released")),
    [],
    output,
  );
  is(code === 0 || complaints.length > 0, true, output);
});

test.needing(EMACS, "its autoloads are entry commands, and loading them starts nothing", () =>
  inCopy(async (directory) => {
    const generate = `(package-generate-autoloads "ampd" ${JSON.stringify(directory)})`;
    const report = `(princ (format "loaded=%S commands=%S processes=%S"
      (seq-filter (lambda (f) (string-prefix-p "ampd" (symbol-name f))) (remq 'ampd-autoloads features))
      (mapcar #'commandp '(ampd ampd-menu ampd-new ampd-next-question ampd-send-region ampd-sessions)) (process-list)))`;
    const load = `(load ${JSON.stringify(join(directory, "ampd-autoloads.el"))} nil t)`;
    const args = ["-l", "package", "--eval", generate, "--eval", load, "--eval", report];
    const { code, output } = await emacsBatch(args);
    is(code, 0, output);
    match(output, "loaded=nil commands=(t t t t t t) processes=nil");
  }),
);

test.run();
