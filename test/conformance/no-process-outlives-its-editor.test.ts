import { spawn } from "node:child_process";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isProcessAlive } from "../support/process-groups.ts";
import { makeHome, removeHome } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("the end of an editor");

const MOMENTS = ["mid-turn", "mid-tool", "mid-frame"] as const;
const WAYS = ["exit", "SIGTERM", "SIGHUP", "SIGKILL"] as const;

/** Resolves when nothing holds ampd's stderr any more: neither the editor, nor ampd, nor what it has started. */
async function endEditor(moment: string, way: (typeof WAYS)[number]): Promise<{ ampd: number; tool: number }> {
  const home = await makeHome();
  const editor = spawn(process.execPath, ["--import", "tsx", join(ROOT, "test/support/editor.ts"), moment], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", HOME: home.root, AMPD_HOME: home.root },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const closed = new Promise((resolve) => editor.stderr.once("close", resolve));
  editor.stderr.resume();
  const line = await new Promise<string>((resolve) =>
    editor.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())),
  );
  if (way === "exit") editor.stdin.end();
  else editor.kill(way);
  await closed;
  await removeHome(home);
  return JSON.parse(line) as { ampd: number; tool: number };
}

for (const moment of MOMENTS) {
  test(`${moment}: however it ends, ampd is gone, and the tool with it`, async () => {
    const ends = await Promise.all(WAYS.map(async (way) => ({ way, ...(await endEditor(moment, way)) })));
    for (const { way, ampd, tool } of ends) {
      assert.not.ok(tool > 0 && isProcessAlive(tool), `the tool lives on after ${way}`);
      // The system closes what a process holds a moment before it counts it among the dead.
      while (isProcessAlive(ampd)) await new Promise((resolve) => setImmediate(resolve));
      assert.is(tool > 0, moment === "mid-tool");
    }
  });
}

test.run();
