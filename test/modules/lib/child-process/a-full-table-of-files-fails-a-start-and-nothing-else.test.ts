import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import * as assert from "uvu/assert";
import { ROOT } from "../../../support/source-files.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("no files left");

/** Tries to start a group with no file left and with room again: once without a guardian, once with one. */
const PROGRAM = `
import { closeSync, openSync } from "node:fs";
import { startGroup } from "./modules/lib/child-process/index.ts";
const attempt = () => startGroup({ file: "/bin/sh", args: ["-c", "exit 0"], cwd: "/", env: {} }).then(
  async ({ exited }) => \`ended with \${(await exited).code}\`,
  ({ code }) => code,
);
for (let round = 0; round < 2; round++) {
  const files = [];
  try {
    for (;;) files.push(openSync("/dev/null", "r"));
  } catch {}
  console.log(await attempt());
  for (const file of files) closeSync(file);
  console.log(await attempt());
}
`;

test("a process that has no file left to give fails to start a group, and goes on", async () => {
  const program = [process.execPath, "--import", "tsx", "--input-type=module", "-e", PROGRAM];
  const child = spawn("/bin/sh", ["-c", 'ulimit -n 256; exec "$@"', "sh", ...program], { cwd: ROOT });
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.equal(out.trim().split("\n"), ["EMFILE", "ended with 0", "EMFILE", "ended with 0"], problems);
});

test.run();
