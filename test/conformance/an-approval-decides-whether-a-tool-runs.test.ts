import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, type ServerFixture, shellPlan, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("approvals");
const ASKING = { capabilities: { approvals: {} } };
const MARK = "touch ran.txt; echo it ran";

async function turnThatAsks(server: ServerFixture, command = MARK): Promise<{ reply: Promise<Json> }> {
  const mountPlan = shellPlan([callsTo("bash", { command }), "I go on."]);
  await server.createSession({ sessionId: "s", mountPlan });
  return { reply: server.call("session/execute", { sessionId: "s", prompt: "Run it." }) };
}

const hasRun = (server: ServerFixture): boolean => existsSync(join(server.home.workspace, "ran.txt"));

async function toolText(server: ServerFixture): Promise<string> {
  return textOf((await server.messages("s")).find((message) => message.role === "tool"));
}

test("allow_once lets the call run, and its output reaches the model", async () => {
  await withServer(ASKING, async (server) => {
    const { reply } = await turnThatAsks(server);
    const question = await server.approval();
    assert.not.ok(hasRun(server));
    server.answer(question, "allow_once");
    assert.is((await reply).text, "I go on.");
    assert.ok(hasRun(server));
    assert.match(await toolText(server), "it ran");
  });
});

test("deny_once keeps it from running; the model hears the person's reason, and the turn goes on", async () => {
  await withServer(ASKING, async (server) => {
    const { reply } = await turnThatAsks(server);
    server.answer(await server.approval(), "deny_once", "Not on a Friday.");
    const { text, stopReason } = await reply;
    assert.equal({ text, stopReason }, { text: "I go on.", stopReason: "end_turn" });
    assert.not.ok(hasRun(server));
    const result = (await server.messages("s")).find((message) => message.role === "tool");
    assert.match(textOf(result), "Not on a Friday.");
    assert.is(result?.metadata?.is_error, true);
    assert.is((await server.event("approval:denied")).reason, "Not on a Friday.");
  });
});

const BAD_ANSWERS: readonly (readonly [string, Json])[] = [
  ["an option that was not offered", { result: { optionId: "allow" } }],
  ["the kind of an option in another case", { result: { optionId: "ALLOW_ONCE" } }],
  ["no option at all", { result: {} }],
  ["null", { result: null }],
  ["a list", { result: ["allow_once"] }],
  ["an error", { error: { code: -32603, message: "the editor crashed" } }],
];

for (const [what, answer] of BAD_ANSWERS) {
  test(`${what} as the answer means no`, async () => {
    await withServer(ASKING, async (server) => {
      const { reply } = await turnThatAsks(server);
      const question = await server.approval();
      server.client.send({ jsonrpc: "2.0", id: question.id, ...answer });
      assert.is((await reply).text, "I go on.");
      assert.not.ok(hasRun(server));
      assert.match(await toolText(server), "Denied");
    });
  });
}

test("allow_session is remembered for the same command, and for no other one", async () => {
  await withServer(ASKING, async (server) => {
    const responses = [
      callsTo("bash", { command: "echo one" }),
      callsTo("bash", { command: "echo one" }),
      callsTo("bash", { command: "echo two" }),
      "Done.",
    ];
    await server.createSession({ sessionId: "s", mountPlan: shellPlan(responses) });
    const reply = server.call("session/execute", { sessionId: "s", prompt: "Run them." });
    const first = await server.approval(1);
    assert.is((first.params.detail as Json).command, "echo one");
    server.answer(first, "allow_session");
    const second = await server.approval(2);
    assert.is((second.params.detail as Json).command, "echo two");
    server.answer(second, "deny_once");
    assert.is((await reply).text, "Done.");
    const results = (await server.messages("s")).filter((message) => message.role === "tool").map(textOf);
    assert.equal(
      results.map((text) => /Denied/.test(text)),
      [false, false, true],
    );
  });
});

test("the question has what the person needs, and its default is a no", async () => {
  await withServer(ASKING, async (server) => {
    const { reply } = await turnThatAsks(server);
    const question = await server.approval();
    const { params } = question;
    assert.is(params.sessionId, "s");
    assert.is((params.toolCall as Json).name, "bash");
    assert.equal((params.toolCall as Json).input, { command: MARK });
    assert.equal(params.detail, { command: MARK, path: server.home.workspace });
    assert.is(params.timeoutMs, 300_000);
    const byDefault = params.options.find((option) => option.id === params.default);
    assert.ok(byDefault?.kind.startsWith("deny"));
    assert.ok(params.options.some((option) => option.kind === "allow_once"));
    server.answer(question, "deny_once");
    await reply;
  });
});

test("a command of 100,000 characters is shown whole", async () => {
  await withServer(ASKING, async (server) => {
    const command = `: ${"0123456789".repeat(9_998)} && echo the-end`.slice(0, 100_000);
    const { reply } = await turnThatAsks(server, command);
    const question = await server.approval();
    assert.is((question.params.detail as Json).command, command);
    assert.ok(String(question.params.prompt).includes(command));
    server.answer(question, "deny_once");
    await reply;
  });
});

test("a change to a file is shown as its real path, its whole diff and the hash of what it is based on", async () => {
  await withServer(ASKING, async (server) => {
    const path = join(server.home.workspace, "notes.txt");
    writeFileSync(path, "old line\n");
    const content = Array.from({ length: 5_000 }, (_, index) => `new line ${index}\n`).join("");
    const mountPlan = shellPlan([
      callsTo("read_file", { file_path: "notes.txt" }),
      callsTo("write_file", { file_path: "notes.txt", content }),
      "Written.",
    ]);
    await server.createSession({ sessionId: "s", mountPlan });
    const reply = server.call("session/execute", { sessionId: "s", prompt: "Write it." });
    const question = await server.approval();
    const detail = question.params.detail as { path: string; diff: string; baseHash: string };
    assert.is(detail.path, path);
    assert.match(detail.baseHash, /^[0-9a-f]{64}$/);
    assert.match(detail.diff, "-old line");
    assert.ok(["new line 0", "new line 2500", "new line 4999"].every((line) => detail.diff.includes(`+${line}\n`)));
    server.answer(question, "allow_once");
    assert.is((await reply).text, "Written.");
  });
});

test("several questions at once are answered in any order, each for its own call", async () => {
  await withServer(ASKING, async (server) => {
    const names = ["a", "b", "c"];
    const mountPlan = shellPlan([
      callsTo("bash", ...names.map((name) => ({ command: `touch ${name}; echo ran ${name}` }))),
      "Done.",
    ]);
    await server.createSession({ sessionId: "s", mountPlan });
    const reply = server.call("session/execute", { sessionId: "s", prompt: "Run them." });
    const questions = await Promise.all([server.approval(1), server.approval(2), server.approval(3)]);
    assert.is(new Set(questions.map((question) => question.params.approvalId)).size, 3);
    for (const question of questions.reverse()) {
      const isB = String((question.params.detail as Json).command).startsWith("touch b");
      server.answer(question, isB ? "deny_once" : "allow_once");
    }
    assert.is((await reply).text, "Done.");
    assert.equal(
      names.map((name) => existsSync(join(server.home.workspace, name))),
      [true, false, true],
    );
    const results = (await server.messages("s")).filter((message) => message.role === "tool");
    assert.equal(
      results.map((message) => message.tool_call_id),
      ["call_1", "call_2", "call_3"],
    );
    assert.match(textOf(results[1]), "Denied");
  });
});

test("a subscriber gets what waits with its subscription, and hears how it was settled", async () => {
  await withServer(ASKING, async (server) => {
    const { reply } = await turnThatAsks(server);
    const question = await server.approval();
    const { pending } = await server.call("event/subscribe", { sessionId: "s", events: ["approval:*"] });
    assert.equal(pending, [question.params]);
    const state = await server.call("session/get", { sessionId: "s" });
    assert.equal(state.pendingApprovals, [question.params]);
    server.answer(question, "allow_once");
    await reply;
    assert.is(server.client.received.flat().filter((message) => message.method === "approval/request").length, 1);
    assert.equal(
      server.client.notifications("approval/resolved").map((message) => message.params),
      [{ approvalId: question.params.approvalId, sessionId: "s", optionId: "allow_once", reason: "answered" }],
    );
  });
});

test.run();
