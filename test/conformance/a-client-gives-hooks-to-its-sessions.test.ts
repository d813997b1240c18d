/** `hook/register`, `hook/invoke`, `hook/observe`: the five answers, gates that fail closed, batches. */
import * as assert from "uvu/assert";
import { type Answer, answering, Refusal, SILENCE } from "../support/contributor.ts";
import { callsTo, mockPlan, openPlan, type ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("hooks from a client");
const ECHO = callsTo("bash", { command: "echo one" });

interface Scene {
  readonly hook: Json;
  readonly answer: Answer;
  readonly responses?: readonly unknown[];
}

async function withHook(
  { hook, answer, responses = [ECHO, "Done."] }: Scene,
  body: (server: ServerFixture, sessionId: string, asked: readonly Json[]) => Promise<void>,
): Promise<void> {
  await withServer({ capabilities: { hooks: {}, approvals: {} } }, async (server) => {
    const asked = answering(server, { "hook/invoke": answer });
    const sessionId = await server.createSession({ mountPlan: openPlan(responses) });
    await server.call("hook/register", { sessionId, name: "editor", ...hook });
    await body(server, sessionId, asked);
  });
}

const toolText = async (server: ServerFixture, sessionId: string): Promise<string> =>
  textOf((await server.messages(sessionId)).find(({ role }) => role === "tool"));

test("continue: it is told of what it names, and changes nothing", () =>
  withHook(
    { hook: { events: ["tool:*"] }, answer: () => ({ action: "continue" }) },
    async (server, sessionId, asked) => {
      await server.call("session/execute", { sessionId, prompt: "go" });
      const events = asked.map(({ params }) => (params as Json).event);
      assert.equal(events, ["tool:pre", "tool:post"], "what streams comes in batches");
      assert.match(await toolText(server, sessionId), /one/);
    },
  ));

test("an event that the kernel does not know, and that looks like one it knows, is told", () =>
  withServer({ capabilities: { hooks: {} } }, async (server) => {
    const events = ["tool:pree", "tool:pre", "tool:*", "my_module:made"];
    const { registrationId, warnings } = await server.call("hook/register", { name: "editor", events });
    assert.type(registrationId, "string");
    const message = 'The kernel has no event "tool:pree"; did you mean tool:pre?';
    assert.equal(warnings, [{ kind: "event-unknown", message }]);
    const other = await server.call("hook/register", { name: "other", events: events.slice(1) });
    assert.equal(Object.keys(other), ["registrationId"]);
  }));

test("modify: the tool gets the changed input", () => {
  const answer = () => ({ action: "modify", data: { tool_input: { command: "echo two" } } });
  return withHook({ hook: { events: ["tool:pre"] }, answer }, async (server, sessionId) => {
    await server.call("session/execute", { sessionId, prompt: "go" });
    assert.match(await toolText(server, sessionId), /two/);
  });
});

test("inject_context: its text is in the history", () => {
  const answer = () => ({ action: "inject_context", context_injection: "Mind the gap." });
  return withHook({ hook: { events: ["prompt:submit"] }, answer, responses: ["x"] }, async (server, sessionId) => {
    await server.call("session/execute", { sessionId, prompt: "go" });
    assert.ok((await server.messages(sessionId)).some((message) => textOf(message) === "Mind the gap."));
  });
});

test("ask_user: the person is asked, and decides", () =>
  withServer({ capabilities: { approvals: {} } }, async (server) => {
    const sessionId = await server.createSession({ mountPlan: openPlan([ECHO, "Done."]) });
    answering(server, { "hook/invoke": () => ({ action: "ask_user", approval_prompt: "Really?" }) });
    await server.call("hook/register", { sessionId, name: "editor", events: ["tool:pre"], gate: true });
    const turn = server.call("session/execute", { sessionId, prompt: "go" });
    const question = await server.approval();
    assert.match(String(question.params.prompt), /Really\?/);
    server.answer(question, "deny_once");
    await turn;
    assert.match(await toolText(server, sessionId), /Denied/);
  }));

const NO: readonly (readonly [title: string, answer: Answer, reason: RegExp])[] = [
  ["it says deny", () => ({ action: "deny", reason: "not on Fridays" }), /not on Fridays/],
  ["it is silent", () => SILENCE, /in time/],
  ["it answers with an error", () => new Refusal("broken"), /broken/],
  ["it answers with something else", () => ({ action: "maybe" }), /not a hook result/],
  ["it says modify, and not what", () => ({ action: "modify" }), /without `data`/],
  ["it says inject_context, and not what", () => ({ action: "inject_context" }), /without `context_injection`/],
  ["it answers with nothing", () => null, /not a hook result/],
];
/** Only the one that ends by its deadline has a short one: the others may be slow. */
const deadlineFor = (title: string): Json => (title === "it is silent" ? { timeoutMs: 300 } : {});
for (const [title, answer, reason] of NO) {
  test(`a gate denies when ${title}`, () =>
    withHook(
      { hook: { events: ["tool:pre"], gate: true, ...deadlineFor(title) }, answer },
      async (server, sessionId) => {
        await server.call("session/execute", { sessionId, prompt: "go" });
        assert.match(await toolText(server, sessionId), reason);
      },
    ));
}

for (const [title, answer] of NO.slice(1)) {
  test(`a hook that is no gate stops nothing when ${title}`, () =>
    withHook({ hook: { events: ["tool:pre"], ...deadlineFor(title) }, answer }, async (server, sessionId) => {
      await server.call("session/execute", { sessionId, prompt: "go" });
      assert.match(await toolText(server, sessionId), /one/);
      const failed = server.events(sessionId).filter(({ event }) => event === "contribution:failed");
      assert.is(failed.length, title === "it answers with nothing" ? 0 : 1);
    }));
}

test("a gate denies when its client leaves in the middle of the question", () =>
  withHook({ hook: { events: ["tool:pre"], gate: true }, answer: () => SILENCE }, async (server, sessionId) => {
    const turn = server.call("session/execute", { sessionId, prompt: "go" });
    await server.client.message(({ method }) => method === "hook/invoke");
    server.client.end();
    assert.is((await turn).stopReason, "end_turn");
    const denied = await server.event("tool:error");
    assert.match(String((denied.error as Json).message), /has left/);
    assert.is((await server.event("contribution:unmounted")).reason, "client-left");
  }));

test("what streams is told in batches that lose nothing", () =>
  withServer({}, async (server) => {
    const text = "x".repeat(500);
    const plan = mockPlan([], {
      providers: [{ module: "provider-mock", config: { responses: [text], chunk_chars: 1 } }],
    });
    const sessionId = await server.createSession({ mountPlan: plan, ephemeral: true });
    const asked = answering(server, { "hook/invoke": () => ({ action: "continue" }) });
    await server.call("hook/register", { sessionId, name: "watcher", events: ["content_block:*", "*:delta"] });
    await server.call("session/execute", { sessionId, prompt: "go" });
    const batches = server.client.notifications("hook/observe").map(({ params }) => params as { events: Json[] });
    const deltas = batches.flatMap(({ events }) => events);
    assert.is(deltas.map(({ data }) => (data as Json).delta).join(""), text);
    // However slow all of it is, some come together.
    assert.ok(batches.length < deltas.length, `${batches.length} batches`);
    assert.equal(
      asked.map(({ params }) => (params as Json).event),
      ["content_block:start", "content_block:end"],
    );
  }));

test.run();
