/**
 * Runs test files of a client once more, in the newer editor that `fetch-newer` has brought. Where that could not be had it says so on a
 * line and is content, also under CI: the editors of Debian stable are the ones that must be there.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../source-files.ts";
import type { TestSuite } from "../suite.ts";

/** Shorter than a test's own deadline, so that what is ended says what it had to say. */
const FILE_LIMIT_MS = 140_000;

export interface NewerEditor {
  /** Its folder in `.cache/editors`. */
  readonly name: "neovim" | "emacs";
  /** The variable that tells the client's tests which editor to start. */
  readonly variable: string;
  /** Where the tests are, from the root. */
  readonly folder: string;
}

/** Registers a test for each file, named without `.test.ts`. */
export function testInNewerEditor(test: TestSuite, editor: NewerEditor, files: readonly string[]): void {
  const program = join(ROOT, ".cache", "editors", editor.name, "run");
  if (!existsSync(program)) {
    process.stderr.write(
      `SKIP a newer ${editor.name}: test/support/editors/fetch-newer brings it where it can be had\n`,
    );
    return;
  }
  const run = promisify(execFile);
  const env = { ...process.env, [editor.variable]: program };
  for (const file of files) {
    const path = join(ROOT, editor.folder, `${file}.test.ts`);
    test(file, async () => {
      await run(process.execPath, ["--import", "tsx", path], { cwd: ROOT, env, timeout: FILE_LIMIT_MS }).catch(tell);
    });
  }
}

function tell(failure: { readonly stdout: string; readonly stderr: string; readonly message: string }): never {
  throw new Error(`${failure.message}\n${failure.stdout}`);
}
