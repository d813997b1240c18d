import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isGroupAlive } from "../support/process-groups.ts";
import { callsTo, openPlan, removeHome, ServerFixture, storedFiles } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("end of life");
const S = { sessionId: "s" };
const ENDLESS = { command: "echo $$; sleep 1000 & sleep 1000", timeout: 900 };

interface Running {
  readonly server: ServerFixture;
  /** Of the process group of a tool that would run for ever. */
  readonly group: number;
  readonly turn: Promise<Json>;
}

async function withServerOnly(body: (server: ServerFixture) => Promise<void>): Promise<void> {
  const server = await ServerFixture.start({ capabilities: {} });
  try {
    await body(server);
  } finally {
    await server.crash();
    await removeHome(server.home);
  }
}

/** In the middle of a turn whose tool runs. */
async function withRunningTool(body: (running: Running) => Promise<void>): Promise<void> {
  await withServerOnly(async (server) => {
    await server.createSession({ ...S, mountPlan: openPlan([callsTo("bash", ENDLESS), "Done."]) });
    const { response } = server.send("session/execute", { ...S, prompt: "Go." });
    const turn = response.catch((error: Error) => ({ lost: error.message }));
    const group = Number((await server.event("tool:output")).text);
    assert.ok(isGroupAlive(group));
    await body({ server, group, turn });
  });
}

/** Nothing runs on, the lock is given up, and what is stored is whole. */
async function assertLeftInOrder({ server, group }: Pick<Running, "server" | "group">): Promise<void> {
  assert.not.ok(isGroupAlive(group), "the tool's process group is gone");
  const files = await storedFiles(server.home, "s");
  assert.not.ok(files.has("lock"), "the lock is given up");
  for (const name of ["journal.jsonl", "events.jsonl"]) {
    const lines = (files.get(name) ?? "").split("\n");
    assert.is(lines.pop(), "", `${name} ends with a whole line`);
    for (const line of lines) JSON.parse(line);
  }
  const next = await ServerFixture.start({ home: server.home, capabilities: {} });
  try {
    assert.equal((await next.call("session/resume", S)).repairs, [], "there is nothing to mend");
    const history = await next.messages("s");
    assert.equal(
      history.slice(0, 3).map((message) => message.role),
      ["user", "assistant", "tool"],
    );
  } finally {
    await next.crash();
  }
}

for (const [signal, code] of [
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGINT", 130],
] as const) {
  test(`${signal} in the middle of a turn: ${code}, the turn is answered as cancelled, nothing runs on`, async () => {
    await withRunningTool(async ({ server, group, turn }) => {
      server.process.kill(signal);
      assert.equal(await server.exit, { code, signal: null });
      const { error } = (await turn) as { error: Json };
      assert.is(error.code, -32800);
      await assertLeftInOrder({ server, group });
    });
  });
}

test("shutdown ends what runs and answers null; exit then ends the process with 0", async () => {
  await withRunningTool(async ({ server, group, turn }) => {
    assert.is((await server.send("shutdown").response).result, null);
    assert.not.ok(isGroupAlive(group));
    assert.is(((await turn) as { result: Json }).result.stopReason, "cancelled");
    assert.is((await server.failure("session/list")).code, -32600);
    server.client.notify("exit");
    assert.equal(await server.exit, { code: 0, signal: null });
    await assertLeftInOrder({ server, group });
  });
});

test("exit without shutdown ends it with 1", async () => {
  await withRunningTool(async ({ server, group }) => {
    server.client.notify("exit");
    assert.equal(await server.exit, { code: 1, signal: null });
    await assertLeftInOrder({ server, group });
  });
});

test("the end of input in the middle of a turn: the turn is finished and answered, then 0", async () => {
  await withServerOnly(async (server) => {
    const command = "echo begun; until [ -e go ]; do sleep 0.02; done; echo $$";
    await server.createSession({ ...S, mountPlan: openPlan([callsTo("bash", { command }), "Done."]) });
    const turn = server.call("session/execute", { ...S, prompt: "Go." });
    await server.event("tool:output");
    server.client.end();
    writeFileSync(join(server.home.workspace, "go"), "");
    assert.is((await turn).text, "Done.");
    assert.equal(await server.exit, { code: 0, signal: null });
    assert.not.ok(existsSync(join(server.home.root, "sessions", "s", "lock")));
  });
});

test("the end of input in the middle of a frame: 1", async () => {
  await withServerOnly(async (server) => {
    await server.createSession({ ...S, mountPlan: openPlan(["Hello."]) });
    server.client.write('{"jsonrpc":"2.0","id":9,"method":"kernel/st');
    server.client.end();
    assert.equal(await server.exit, { code: 1, signal: null });
    assert.not.ok(existsSync(join(server.home.root, "sessions", "s", "lock")));
  });
});

test("a client that stops listening: 1, the tool is ended, nothing is left behind", async () => {
  await withServerOnly(async (server) => {
    const command = "echo $$; while :; do echo more; sleep 0.02; done";
    await server.createSession({ ...S, mountPlan: openPlan([callsTo("bash", { command, timeout: 900 }), "Done."]) });
    server.send("session/execute", { ...S, prompt: "Go." }).response.catch(() => {});
    const group = Number.parseInt(String((await server.event("tool:output")).text), 10);
    server.process.stdout?.destroy();
    assert.equal(await server.exit, { code: 1, signal: null });
    await assertLeftInOrder({ server, group });
  });
});

/** A process that is the client's, as far as the server knows. */
function standIn(): { readonly pid: number; readonly end: () => Promise<void> } {
  const child = spawn("sleep", ["1000"], { stdio: "ignore" });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    pid: child.pid ?? 0,
    end: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("the process that it works for is gone: 1, although its pipes are open, and nothing is left behind", async () => {
  const parent = standIn();
  const server = await ServerFixture.start();
  try {
    const about = { protocolVersions: ["1.0"], clientInfo: { name: "test" }, capabilities: {} };
    await server.call("initialize", { ...about, processId: parent.pid });
    await server.createSession({ ...S, mountPlan: openPlan([callsTo("bash", ENDLESS), "Done."]) });
    server.send("session/execute", { ...S, prompt: "Go." }).response.catch(() => {});
    const group = Number((await server.event("tool:output")).text);
    await parent.end();
    assert.equal(await server.exit, { code: 1, signal: null });
    await assertLeftInOrder({ server, group });
  } finally {
    await parent.end();
    await server.crash();
    await removeHome(server.home);
  }
});

test("a process that is dead from the start is found dead, too", async () => {
  const parent = standIn();
  await parent.end();
  const server = await ServerFixture.start();
  try {
    server
      .send("initialize", { protocolVersions: ["1.0"], clientInfo: { name: "test" }, processId: parent.pid })
      .response.catch(() => {});
    assert.equal(await server.exit, { code: 1, signal: null });
    assert.equal(readdirSync(server.home.root), []);
  } finally {
    await server.crash();
    await removeHome(server.home);
  }
});

test.run();
