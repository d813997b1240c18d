import assert from "node:assert/strict";
import { once } from "node:events";
import {
  childEnvironment,
  type ProcessGroup,
  startGroup,
  supervise,
} from "../../../../modules/lib/child-process/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a group ends as a whole");
/** Longer than TERM takes on any machine. */
const PATIENCE_MS = 60_000;

function start(line: string): Promise<ProcessGroup> {
  return startGroup({ file: "/bin/sh", args: ["-c", line], cwd: "/", env: childEnvironment({ cwd: "/" }) });
}

/** The shell has done all that stands before this line. */
async function isReady(group: ProcessGroup): Promise<void> {
  await once(group.stdout, "data");
}

test("TERM reaches all of it", async () => {
  const group = await start("sleep 600 & sleep 600 & echo ready; wait");
  await isReady(group);
  await group.end(PATIENCE_MS);
  assert.equal(group.isAlive(), false);
  assert.deepEqual(await group.exited, { code: 143, signal: "SIGTERM" });
});

test("KILL ends what ignores TERM, children too", async () => {
  const group = await start("trap '' TERM; sleep 600 & echo ready; wait; sleep 600");
  await isReady(group);
  await Promise.all([group.end(), group.end()]);
  assert.equal(group.isAlive(), false);
  assert.equal((await group.exited).code, 137);
});

test("what ends by itself may be ended again", async () => {
  const group = await start("exit 3");
  assert.equal((await group.exited).code, 3);
  await group.end();
  assert.equal(group.isAlive(), false);
});

test("a program that does not exist is an error with a code", async () => {
  const command = { file: "/no/such/program", args: [], cwd: "/", env: {} };
  await assert.rejects(startGroup(command), { code: "ENOENT" });
});

const never = new AbortController().signal;

test("a child that holds the pipe does not hold the call, and is ended", async () => {
  const group = await start("sleep 600 & echo done");
  const chunks: Buffer[] = [];
  const ending = await supervise(group, { signal: never, onChunk: async (_, chunk) => void chunks.push(chunk) });
  assert.deepEqual([ending.cause, ending.exit.code, ending.hadLeftovers], ["exited", 0, true]);
  assert.equal(Buffer.concat(chunks).toString(), "done\n");
  assert.equal(group.isAlive(), false);
});

test("nothing is left of what ends cleanly", async () => {
  const group = await start("echo done");
  const ending = await supervise(group, { signal: never, onChunk: async () => undefined });
  assert.deepEqual(ending, { exit: { code: 0, signal: null }, cause: "exited", hadLeftovers: false });
});

test("the time limit and the signal end it, and what was written is there", async () => {
  for (const cause of ["timeout", "aborted"] as const) {
    const controller = new AbortController();
    const group = await start("echo started; sleep 600");
    const chunks: Buffer[] = [];
    const ending = await supervise(group, {
      signal: controller.signal,
      ...(cause === "timeout" && { timeoutMs: 1000 }),
      onChunk: async (_, chunk) => {
        chunks.push(chunk);
        if (cause === "aborted") controller.abort();
      },
    });
    assert.equal(ending.cause, cause);
    assert.equal(group.isAlive(), false);
    if (cause === "aborted") assert.equal(Buffer.concat(chunks).toString(), "started\n");
  }
});

test("a reader that fails ends it, and the failure is told", async () => {
  const group = await start("echo started; sleep 600");
  const failing = async (): Promise<void> => {
    throw new Error("no more");
  };
  await assert.rejects(supervise(group, { signal: never, onChunk: failing }), /no more/);
  assert.equal(group.isAlive(), false);
});

test("a reader that is slower than the process loses nothing", async () => {
  const group = await start(
    "i=0; while [ $i -lt 250 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done",
  );
  let bytes = 0;
  const slow = async (_: string, chunk: Buffer): Promise<void> => {
    await group.exited;
    await new Promise((resolve) => setImmediate(resolve));
    bytes += chunk.length;
  };
  const ending = await supervise(group, { signal: never, onChunk: slow });
  assert.deepEqual([bytes, ending.hadLeftovers], [10_250, false]);
});

test("what a process wrote last is taken, however late its taker is", async () => {
  const script = "echo first; read -r _; echo second";
  const command = { file: "/bin/sh", args: ["-c", script], cwd: "/", env: childEnvironment({ cwd: "/" }) };
  const group = await startGroup({ ...command, hasInput: true });
  const abandoned = new AbortController();
  const isAlive = (): boolean => {
    abandoned.abort();
    return group.isAlive();
  };
  const taken: string[] = [];
  const realNow = Date.now;
  const onChunk = async (_: string, chunk: Buffer): Promise<void> => {
    taken.push(chunk.toString());
    if (taken.length > 1) return;
    group.stdin?.end("\n");
    await group.exited;
    await new Promise((resolve) => setImmediate(resolve));
    // As when this process has stood still for an hour.
    Date.now = () => realNow() + 3_600_000;
    const other = await start("sleep 0.5");
    await Promise.race([other.exited, once(abandoned.signal, "abort")]);
  };
  try {
    await supervise({ ...group, isAlive }, { signal: never, onChunk });
    assert.deepEqual(taken, ["first\n", "second\n"]);
  } finally {
    Date.now = realNow;
  }
});

test.run();
