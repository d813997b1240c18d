import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../modules/lib/child-process/index.ts";
import { whyNoSandbox } from "../../../modules/tool-bash/sandbox.ts";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { withBash } from "./bash-fixture.ts";

const test = suite("without a sandbox a command runs only if it may");

/** A PATH with bash on it, and nothing else but a bubblewrap of the test's own. */
async function withoutBubblewrap(run: () => Promise<void>, own?: (path: string) => string): Promise<void> {
  const { PATH } = process.env;
  const folder = mkdtempSync(join(tmpdir(), "ampd-path-"));
  symlinkSync(findProgram("bash") ?? "/bin/sh", join(folder, "bash"));
  if (own !== undefined) writeFileSync(join(folder, "bwrap"), own(folder), { mode: 0o755 });
  process.env.PATH = folder;
  try {
    await run();
  } finally {
    if (PATH === undefined) delete process.env.PATH;
    else process.env.PATH = PATH;
    rmSync(folder, { recursive: true, force: true });
  }
}

test("required: it does not, and the reason is told", () =>
  withoutBubblewrap(() =>
    withBash({ sandbox: "required" }, async ({ call, folder }) => {
      for (const run_in_background of [false, true]) {
        const { error } = await call("bash", { command: "echo > made", run_in_background });
        assert.equal(error?.kind, "no-sandbox");
        assert.match(error.message, /bubblewrap \(bwrap\) is not installed/);
      }
      assert.equal(existsSync(join(folder, "made")), false);
    }),
  ));

test("auto: it does, and the user is told once", () =>
  withoutBubblewrap(() =>
    withBash({ sandbox: "auto" }, async ({ call, dataOf }) => {
      outputOf(await call("bash", { command: "echo 1" }));
      outputOf(await call("bash", { command: "echo 2" }));
      const messages = dataOf("user:notification").map(({ message }) => message);
      assert.deepEqual(messages, ["Commands run without a sandbox: bubblewrap (bwrap) is not installed."]);
    }),
  ));

test("off: it does, and nothing is said", () =>
  withoutBubblewrap(() =>
    withBash({ sandbox: "off" }, async ({ call, eventNames }) => {
      outputOf(await call("bash", { command: "echo 1" }));
      assert.deepEqual(eventNames(), []);
    }),
  ));

/** The end of the process does not say whether bubblewrap works; its exit code does. */
const KILLED_AT_FIRST = (folder: string): string =>
  `#!/bin/sh\nif [ -e ${folder}/tried ]; then exit 0; fi\n: > ${folder}/tried\nkill -9 $$\n`;
const REFUSED_AT_FIRST = (folder: string): string => KILLED_AT_FIRST(folder).replace("kill -9 $$", "exit 1");

test("a trial that came to no answer is made again; one that did is not", async () => {
  const obstacles = async (): Promise<(string | undefined)[]> => [await whyNoSandbox(true), await whyNoSandbox(true)];
  const failure = "bubblewrap does not work here: it failed without a word";
  await withoutBubblewrap(async () => assert.deepEqual(await obstacles(), [failure, undefined]), KILLED_AT_FIRST);
  await withoutBubblewrap(async () => assert.deepEqual(await obstacles(), [failure, failure]), REFUSED_AT_FIRST);
});

test.run();
