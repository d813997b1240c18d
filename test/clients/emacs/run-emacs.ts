/** Runs the Emacs client's own tests in an Emacs without init file, in a home made for the run, against the built ampd. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { ROOT } from "../../support/source-files.ts";

export const CLIENT = join(ROOT, "clients", "emacs");
/** Nothing is compiled to machine code for the length of a test. */
export const NO_NATIVE_CODE =
  "(setq native-comp-deferred-compilation nil native-comp-jit-compilation nil comp-enable-subr-trampolines nil native-comp-enable-subr-trampolines nil)";
const TESTS = join(ROOT, "test", "clients", "emacs");

export const EMACS_PROGRAM = process.env.AMPD_TEST_EMACS ?? "emacs";

export const EMACS = {
  name: "Emacs 28.1 or later",
  isMet: /^GNU Emacs (2[89]|[3-9]\d)\./.test(
    spawnSync(EMACS_PROGRAM, ["--version"], { encoding: "utf8" }).stdout ?? "",
  ),
};

export interface EmacsEnd {
  readonly code: number | null;
  readonly output: string;
}

/** Emacs in batch mode with these arguments behind `-Q --batch` and the client's folder. */
export async function emacsBatch(args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<EmacsEnd> {
  const home = isolatedHome({ LANG: "C.UTF-8", TERM: "dumb", ...extra });
  // What Emacs leaves in it when it is ended goes with the home.
  const env = { ...home.env, TMPDIR: home.directory };
  try {
    const child = spawn(EMACS_PROGRAM, ["-Q", "--batch", "--eval", NO_NATIVE_CODE, "-L", CLIENT, ...args], {
      cwd: home.directory,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, output };
  } finally {
    home.remove();
  }
}

/**
 * Runs one file of ERT tests, or those of it that ERT's selector names: each run has a test's whole time.
 * @throws Error with what Emacs said when one fails, or there is none
 */
export async function runErt(name: string, selector = "t"): Promise<void> {
  builtProgram("ampd");
  const file = join(TESTS, `${name}.el`);
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  const { code, output } = await emacsBatch([
    ...["-L", TESTS, "-l", file],
    ...["--eval", `(ert-run-tests-batch-and-exit '${selector})`],
  ]);
  if (code !== 0 || !/Ran [1-9]\d* tests?,/.test(output)) throw new Error(`emacs ended with ${code}:\n${output}`);
}
