/** Ways in which a question ends that are not one answer: two answers, a cancel, a time-out, clients that go and come; and what "always" leaves. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { joinKernel, type ServedSocket, withServedSocket } from "../support/served-socket.ts";
import { callsTo, type ServerFixture, shellPlan, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";
import type { RawClient } from "../support/wire/raw-client.ts";

const test = suite("the end of a question");
const ASKING = { capabilities: { approvals: {} } };
const MARK = "ran.txt";
const PLAN = shellPlan([callsTo("bash", { command: `echo x >> ${MARK}` }), "Done."]);
const timesRun = (directory: string): number => {
  const path = join(directory, MARK);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
};
const resolutions = (client: RawClient): Json[] =>
  client.notifications("approval/resolved").map(({ params }) => params as Json);

async function begin(server: ServerFixture, plan: Json = PLAN): Promise<{ turn: Promise<Json> }> {
  await server.createSession({ sessionId: "s", mountPlan: plan });
  return { turn: server.call("session/execute", { sessionId: "s", prompt: "Go." }) };
}

test("a second answer, and one to a question that there is not, change nothing", async () => {
  await withServer(ASKING, async (server) => {
    const { turn } = await begin(server);
    const question = await server.approval();
    server.client.send({ jsonrpc: "2.0", id: "no such", result: { optionId: "allow_once" } });
    server.answer(question, "deny_once");
    server.answer(question, "allow_once");
    assert.is((await turn).text, "Done.");
    assert.is(timesRun(server.home.workspace), 0);
    assert.equal(
      resolutions(server.client).map(({ reason, optionId }) => [reason, optionId]),
      [["answered", "deny_once"]],
    );
    assert.is((await server.call("session/get", { sessionId: "s" })).status, "idle");
  });
});

for (const mode of ["graceful", "immediate"]) {
  test(`a ${mode} cancel withdraws it; what is answered then is too late`, async () => {
    await withServer(ASKING, async (server) => {
      const { turn } = await begin(server);
      const question = await server.approval();
      await server.call("session/cancel", { sessionId: "s", mode });
      assert.is((await turn).stopReason, "cancelled");
      await server.client.message(({ method, params }) => {
        return method === "$/cancelRequest" && (params as Json).id === question.id;
      });
      server.answer(question, "allow_once");
      assert.equal(
        resolutions(server.client).map(({ reason }) => reason),
        ["cancelled"],
      );
      assert.equal((await server.call("session/get", { sessionId: "s" })).pendingApprovals, []);
      assert.is(timesRun(server.home.workspace), 0);
    });
  });
}

test("nobody answers in time: it is no, everybody hears of it, and the audit says by whom", async () => {
  await withServer(ASKING, async (server) => {
    const hooks = [{ module: "hooks-approval", config: { default_timeout: 0.2 } }];
    const { turn } = await begin(server, { ...PLAN, hooks });
    const question = await server.approval();
    assert.is((await turn).text, "Done.");
    server.answer(question, "allow_once");
    const [{ reason, optionId }] = resolutions(server.client) as [Json];
    assert.equal([reason, optionId], ["timeout", question.params.default]);
    const audit = readFileSync(join(server.home.root, "sessions", "s", "approvals.jsonl"), "utf8").trimEnd();
    const { request, response } = JSON.parse(audit) as { request: Json; response: Json };
    assert.equal([response.approved, response.by, response.remember], [false, "timeout", false]);
    assert.equal([request.tool_name, request.action], ["bash", `Execute: echo x >> ${MARK}`]);
    assert.is(timesRun(server.home.workspace), 0);
  });
});

interface Always {
  readonly kind: "allow_always" | "deny_always";
  readonly times: number;
}
const ALWAYS: readonly Always[] = [
  { kind: "allow_always", times: 2 },
  { kind: "deny_always", times: 0 },
];
for (const { kind, times } of ALWAYS) {
  test(`${kind} becomes a rule that a person can read, and decides in the next session`, async () => {
    await withServer(ASKING, async (server) => {
      const plan = shellPlan([callsTo("bash", { command: "sh ./run.sh" }), "Done."]);
      const script = { file_path: "run.sh", content: `echo x >> ${MARK}\n` };
      await server.createSession({ sessionId: "s", mountPlan: plan });
      const writing = server.call("tool/call", { sessionId: "s", name: "write_file", input: script });
      server.answer(await server.approval(), "allow_once");
      await writing;
      const turn = server.call("session/execute", { sessionId: "s", prompt: "Go." });
      server.answer(await server.approval(2), kind);
      await turn;
      await server.call("session/close", { sessionId: "s" });
      const rules = readFileSync(join(server.home.workspace, ".ampd", "settings.local.yaml"), "utf8");
      assert.match(rules, /permissions:\s+rules:\s+- /);
      assert.match(rules, /command: sh \.\/run\.sh/);
      assert.match(rules, `effect: ${kind.slice(0, kind.indexOf("_"))}`);
      await server.createSession({ sessionId: "next", mountPlan: plan });
      await server.call("session/execute", { sessionId: "next", prompt: "Go." });
      assert.is(timesRun(server.home.workspace), times);
      const tools = (await server.messages("next")).filter(({ role }) => role === "tool").map(textOf);
      if (times === 0) assert.match(tools.join(), /forbids it/);
      const asked = server.client.received.flat().filter(({ method }) => method === "approval/request");
      assert.is(asked.length, 2, "nobody is asked again");
    });
  });
}

async function call(client: RawClient, id: string, method: string, params: Json): Promise<Json> {
  const response = await client.request(id, method, params);
  assert.is(response.error, undefined, JSON.stringify(response.error));
  return response.result as Json;
}
const questionOf = (client: RawClient): Promise<Json> => client.message(({ method }) => method === "approval/request");

async function shared(served: ServedSocket): Promise<{ first: RawClient; watcher: RawClient }> {
  const first = await joinKernel(served, { approvals: {} });
  const watcher = await joinKernel(served);
  await call(first, "create", "session/create", { sessionId: "s", cwd: served.home.workspace, mountPlan: PLAN });
  await call(watcher, "subscribe", "event/subscribe", { sessionId: "s", events: ["*"] });
  first.send({ jsonrpc: "2.0", id: "turn", method: "session/execute", params: { sessionId: "s", prompt: "Go." } });
  await questionOf(first);
  return { first, watcher };
}

test("a client that comes later finds what waits, may answer, and whoever was asked before hears of it", async () => {
  await withServedSocket(async (served) => {
    const { first, watcher } = await shared(served);
    const late = await joinKernel(served, { approvals: {} });
    const { pending } = await call(late, "subscribe", "event/subscribe", { sessionId: "s", events: ["*"] });
    assert.is((pending as Json[]).length, 1);
    const question = await questionOf(late);
    assert.equal(question.params, (pending as Json[])[0]);
    late.send({ jsonrpc: "2.0", id: question.id, result: { optionId: "allow_once" } });
    assert.is(((await first.response("turn")).result as Json).text, "Done.");
    for (const client of [first, watcher, late]) {
      // Each has a connection of its own, and is as quick as that.
      await client.message(({ method }) => method === "approval/resolved");
      assert.equal(
        resolutions(client).map(({ reason, optionId }) => [reason, optionId]),
        [["answered", "allow_once"]],
      );
    }
    assert.is(timesRun(served.home.workspace), 1);
    for (const client of [first, watcher, late]) client.end();
  });
});

test("when the only one that was asked goes, it is no, and those who only watch hear why", async () => {
  await withServedSocket(async (served) => {
    const { first, watcher } = await shared(served);
    first.end();
    await watcher.message(({ method }) => method === "approval/resolved");
    assert.equal(
      resolutions(watcher).map(({ reason, optionId }) => [reason, optionId]),
      [["disconnected", undefined]],
    );
    assert.is(timesRun(served.home.workspace), 0);
    watcher.end();
  });
});

test.run();
