/** `source: exec:…`, with the kits and their examples: a tool, a gate and a provider of each in real sessions. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { findProgram } from "../../modules/lib/child-process/index.ts";
import { callsTo, mockPlan, openPlan, type ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("modules in processes");
const PYTHON = { name: "python3", isMet: findProgram("python3") !== undefined };
const NODE = { name: "node", isMet: true };
const python = (name: string): string => `exec:python3 ${join(ROOT, "clients", "python", "examples", `${name}.py`)}`;
const node = (name: string): string =>
  `exec:${process.execPath} ${join(ROOT, "clients", "node", "examples", `${name}.js`)}`;
const shell = (name: string): string => `exec:sh ${join(ROOT, "clients", "shell-module", `${name}.sh`)}`;

const toolText = async (server: ServerFixture, sessionId: string): Promise<string> =>
  textOf((await server.messages(sessionId)).find(({ role }) => role === "tool"));

test.needing(PYTHON, "a tool in Python: its input is checked, its output streams, its config has its variables", () =>
  withServer({ env: { UNIT: "tokens" } }, async (server) => {
    const tools = [{ module: "counter", source: python("word_count"), config: { unit: "${UNIT}" } }];
    const sessionId = await server.createSession({
      mountPlan: openPlan([callsTo("word_count", { text: "one two" }), "Done."], { tools }),
    });
    await server.call("session/execute", { sessionId, prompt: "count" });
    assert.equal(JSON.parse(await toolText(server, sessionId)), { words: 2, unit: "tokens" });
    assert.is((await server.event("tool:output")).text, "counting 2 words\n");
    const wrong = await server.call("tool/call", { sessionId, name: "word_count", input: { txt: "x" } });
    assert.is((wrong.error as Json).kind, "invalid-input");
    const own = await server.call("tool/call", { sessionId, name: "word_count", input: { text: " " } });
    assert.equal(own.error, { kind: "empty", message: "The text has no words; give one that has." });
    const { modules } = await server.call("module/list", { sessionId });
    const listed = (modules as Json[]).find(({ id }) => id === "counter");
    assert.equal([listed?.kind, listed?.layer, listed?.description], ["tool", "profile", "Counts words."]);
    const stored = JSON.parse(readFileSync(join(server.home.root, "sessions", sessionId, "session.json"), "utf8"));
    assert.is(stored.mount_plan.tools[0].config.unit, "${UNIT}", "what is stored is what was written");
  }),
);

test("a tool in Node: its input is checked, its output streams, its failure is told", () =>
  withServer({}, async (server) => {
    const tools = [{ module: "counter", source: node("word-count"), config: { unit: "tokens" } }];
    const sessionId = await server.createSession({
      mountPlan: openPlan([callsTo("word_count", { text: "one two" }), "Done."], { tools }),
    });
    await server.call("session/execute", { sessionId, prompt: "count" });
    assert.equal(JSON.parse(await toolText(server, sessionId)), { words: 2, unit: "tokens" });
    assert.is((await server.event("tool:output")).text, "counting 2 words\n");
    const wrong = await server.call("tool/call", { sessionId, name: "word_count", input: { txt: "x" } });
    assert.is((wrong.error as Json).kind, "invalid-input");
    const own = await server.call("tool/call", { sessionId, name: "word_count", input: { text: " " } });
    assert.is((own.error as Json).message, "The text has no words; give one that has.");
  }));

const GATES = [
  [PYTHON, "Python", python("office_hours"), /pushing is not allowed here/],
  [NODE, "Node", node("office-hours"), /pushing is not allowed here/],
  [NODE, "a shell script", shell("stay-local"), /pushing is left to the user/],
] as const;
for (const [program, language, source, reason] of GATES) {
  test.needing(program, `a gate in ${language} holds back what it is there for, and nothing else`, () =>
    withServer({}, async (server) => {
      const hooks = [{ module: "office-hours", source }, { module: "hooks-logging" }];
      const responses = [callsTo("bash", { command: "echo would push" }), "Done."];
      const sessionId = await server.createSession({ mountPlan: openPlan(responses, { hooks }) });
      await server.call("session/execute", { sessionId, prompt: "go" });
      assert.match(await toolText(server, sessionId), reason);
      const other = await server.call("tool/call", { sessionId, name: "bash", input: { command: "echo fine" } });
      assert.is(other.success, true);
    }),
  );
}

const MANY = Array.from({ length: 300 }, (_, index) => `w${index}`).join(" ");
const PROVIDERS = [
  [PYTHON, "Python", python("echo_provider"), MANY],
  [NODE, "Node", node("echo-provider"), MANY],
  [NODE, "a shell script", shell("fortune"), "Fortune favours the brave."],
] as const;
for (const [program, language, source, said] of PROVIDERS) {
  test.needing(program, `a provider in ${language} answers, and streams`, () =>
    withServer({}, async (server) => {
      const providers = [{ module: "echo", source }];
      const sessionId = await server.createSession({ mountPlan: mockPlan([], { providers }), ephemeral: true });
      const reply = await server.call("session/execute", { sessionId, prompt: MANY });
      assert.is(reply.text, said);
      const deltas = server.events(sessionId).filter(({ event }) => event === "content_block:delta");
      assert.is(deltas.map(({ data }) => data.delta).join(""), said);
      assert.ok(deltas.length > 1);
    }),
  );
}

test("a tool in a shell script", () =>
  withServer({}, async (server) => {
    const tools = [{ module: "greeter", source: shell("greet") }];
    const sessionId = await server.createSession({
      mountPlan: openPlan([callsTo("greet", { name: "Ada" }), "Done."], { tools }),
    });
    await server.call("session/execute", { sessionId, prompt: "greet" });
    assert.is(await toolText(server, sessionId), "Hello Ada");
  }));

test.needing(PYTHON, "what a process gives is asked for like any tool that is not trusted", () =>
  withServer({ capabilities: { approvals: {} } }, async (server) => {
    const tools = [{ module: "counter", source: python("word_count") }];
    const hooks = [{ module: "hooks-approval" }];
    const responses = [callsTo("word_count", { text: "one" }), "Done."];
    const sessionId = await server.createSession({ mountPlan: mockPlan(responses, { tools, hooks }), ephemeral: true });
    const turn = server.call("session/execute", { sessionId, prompt: "count" });
    const question = await server.approval();
    assert.is((question.params.toolCall as Json).name, "word_count", "its readOnlyHint is a hint");
    server.answer(question, "deny_once");
    await turn;
    assert.match(await toolText(server, sessionId), /Denied/);
  }),
);

test.run();
