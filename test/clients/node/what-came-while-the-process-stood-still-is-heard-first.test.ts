/** A process that stood still for longer than a time limit, as on a busy machine: what had come by then is not taken for late. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { is } from "uvu/assert";
import { within } from "../../../clients/node/within.ts";
import { readPrompt } from "../../../clients/shell/read-prompt.ts";
import { isProcessAlive } from "../../support/process-groups.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a process that stood still");

/** Until the child is gone and the time is over this process looks at nothing, and then at its timers first. */
function standStill(pid: number | undefined, ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() <= end || isProcessAlive(pid ?? 0));
}

test("a child that has ended counts as ended", async () => {
  const child = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
  await new Promise(setImmediate);
  const inTime = within(1, once(child, "exit"));
  child.kill("SIGKILL");
  standStill(child.pid, 2);
  is(await inTime, true);
});

test("what was written to a pipe is not silence", async () => {
  const child = spawn("echo", ["the input"], { stdio: ["ignore", "pipe", "ignore"] });
  await new Promise(setImmediate);
  const { signal } = new AbortController();
  const input = { open: () => child.stdout, fd: -1, isTerminal: false };
  const reading = readPrompt({ text: "explain", stdin: "auto" }, input, { signal, onSlow: () => {} });
  standStill(child.pid, 400);
  is((await reading).text, "explain\n\nthe input\n");
});

test.run();
