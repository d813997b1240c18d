import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isProcessAlive } from "../support/process-groups.ts";
import { callsTo, openPlan, type ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("a delegation tree");
const ENDLESS = "echo $$; exec sleep 1000";
const LEAVES = 4;

const mock = (...responses: unknown[]): Json[] => [{ module: "provider-mock", config: { responses } }];
const tasks = (...agents: string[]): Json =>
  callsTo("task", ...agents.map((agent) => ({ agent, instruction: "Work." })));

/** Two leads, a worker each, and two leaves for each worker, which run a command: three levels below the root. */
function treePlan(command: string): Json {
  const delegates = [{ module: "tool-task" }];
  return openPlan([tasks("lead", "lead"), "Root is done."], {
    tools: [{ module: "tool-bash", config: { sandbox: "off" } }, { module: "tool-task" }],
    agents: {
      lead: { tools: delegates, providers: mock(tasks("worker"), "Lead is done.") },
      worker: { tools: delegates, providers: mock(tasks("leaf", "leaf"), "Worker is done.") },
      leaf: { providers: mock(callsTo("bash", { command, timeout: 900 }), "Leaf is done.") },
    },
  });
}

/** The process of each leaf's command. */
async function processes(server: ServerFixture): Promise<number[]> {
  const outputs = (): string[] => {
    const events = server.events().filter(({ event }) => event === "tool:output");
    return events.map(({ data }) => String(data.text)).filter((text) => /^\d+$/m.test(text));
  };
  await server.client.until(() => outputs().length >= LEAVES);
  return outputs().map(Number);
}

async function withTree(
  command: string,
  body: (server: ServerFixture, turn: Promise<Json>) => Promise<void>,
): Promise<void> {
  await withServer({}, async (server) => {
    await server.createSession({ sessionId: "root", mountPlan: treePlan(command) });
    await body(server, server.call("session/execute", { sessionId: "root", prompt: "Begin." }));
  });
}

test("immediate at the root ends every level and every process before it answers", async () => {
  await withTree(ENDLESS, async (server, turn) => {
    const pids = await processes(server);
    assert.is(pids.filter(isProcessAlive).length, LEAVES);
    assert.equal(await server.call("session/cancel", { sessionId: "root", mode: "immediate" }), { cancelled: true });
    assert.is((await turn).stopReason, "cancelled");
    assert.equal(pids.filter(isProcessAlive), []);
    const { sessions } = (await server.call("session/list")) as { sessions: Json[] };
    assert.is(sessions.length, 9);
    assert.equal([...new Set(sessions.map(({ status }) => status))].sort(), ["idle", "stored"]);
    const ends = server.events().filter(({ event }) => event === "cancel:completed");
    assert.is(ends.length, 9, "each session of the tree says that it was cancelled");
  });
});

test("graceful lets the commands at the leaves finish and starts nothing more", async () => {
  await withTree("echo $$; until [ -e go ]; do sleep 0.02; done; echo finished", async (server, turn) => {
    const pids = await processes(server);
    await server.call("session/cancel", { sessionId: "root", mode: "graceful" });
    const before = server.events().filter(({ event }) => event === "provider:request").length;
    writeFileSync(join(server.home.workspace, "go"), "");
    assert.is((await turn).stopReason, "cancelled");
    assert.equal(pids.filter(isProcessAlive), []);
    assert.is(server.events().filter(({ event }) => event === "provider:request").length, before);
    const results = (await server.messages("root")).filter(({ role }) => role === "tool");
    for (const result of results) assert.match(textOf(result), "cancelled");
  });
});

test("the end of the client ends the tree", async () => {
  await withTree(ENDLESS, async (server, turn) => {
    turn.catch(() => {});
    const pids = await processes(server);
    server.process.kill("SIGTERM");
    await server.exit;
    assert.equal(pids.filter(isProcessAlive), []);
  });
});

test.run();
