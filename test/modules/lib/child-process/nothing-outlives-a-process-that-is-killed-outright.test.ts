import { spawn } from "node:child_process";
import * as assert from "uvu/assert";
import { watchProcesses } from "../../../support/process-watch.ts";
import { ROOT } from "../../../support/source-files.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("killed outright");

/** Starts two groups, one of which ignores TERM, and does what it is told then. */
const program = (watch: string, then: string): string => `
import { childEnvironment, startGroup } from "./modules/lib/child-process/index.ts";
const start = (line) => startGroup({ file: "/bin/bash", args: ["-c", line], cwd: "/", env: childEnvironment({ cwd: "/" }) });
const first = await start(${JSON.stringify(`${watch}; sleep 600 & sleep 600`)});
const stubborn = await start(${JSON.stringify(`trap '' TERM; ${watch}; sleep 600; sleep 600`)});
${then}
`;

for (const signal of ["SIGKILL", "SIGABRT"] as const) {
  test(`after ${signal} its groups are ended, what ignores TERM too`, async () => {
    const watch = await watchProcesses();
    try {
      const source = program(watch.line, "setInterval(() => {}, 1000);");
      const victim = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", source], { cwd: ROOT });
      const gone = await watch.watched(2);
      victim.kill(signal);
      await Promise.all(gone);
    } finally {
      await watch.close();
    }
  });
}

test("the guardian does not keep a process from ending", async () => {
  const watch = await watchProcesses();
  try {
    const source = program(watch.line, "await first.end(); await stubborn.end();");
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", source], { cwd: ROOT });
    assert.is(await new Promise((resolve) => child.once("exit", resolve)), 0);
  } finally {
    await watch.close();
  }
});

test.run();
