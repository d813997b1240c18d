/** `tool/register`, `tool/execute`, `tool/output`, `contribution/unregister`. */
import * as assert from "uvu/assert";
import { answering, GREET, Refusal, SILENCE } from "../support/contributor.ts";
import { callsTo, mockPlan, openPlan, type ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("tools from a client");

const ADA = { name: "Ada" };

async function withSession(
  body: (server: ServerFixture, sessionId: string) => Promise<void>,
  responses: readonly unknown[] = [callsTo("greet", ADA), "Done."],
): Promise<void> {
  await withServer({ capabilities: { tools: {} } }, async (server) => {
    await body(server, await server.createSession({ mountPlan: openPlan(responses) }));
  });
}

test("a model calls it; its output streams; its result is in the history", () =>
  withSession(async (server, sessionId) => {
    const asked = answering(server, {
      "tool/execute": ({ toolCallId, input }) => {
        server.client.notify("tool/output", { toolCallId, stream: "stderr", text: "thinking of " });
        server.client.notify("tool/output", { toolCallId, stream: "stderr", text: "a greeting" });
        return { success: true, output: `Hello ${(input as Json).name}` };
      },
    });
    const { registrationId } = await server.call("tool/register", { sessionId, tools: [GREET] });
    await server.call("session/execute", { sessionId, prompt: "greet Ada" });
    assert.equal(asked[0]?.params, { registrationId, sessionId, toolCallId: "call_1", name: "greet", input: ADA });
    const outputs = server.events(sessionId).filter(({ event }) => event === "tool:output");
    assert.is(outputs.map(({ data }) => data.text).join(""), "thinking of a greeting");
    assert.ok(outputs.every(({ data }) => data.stream === "stderr" && data.tool_call_id === "call_1"));
    const result = (await server.messages(sessionId)).find(({ role }) => role === "tool");
    assert.is(textOf(result), "Hello Ada");
  }));

test("without a session it is for all that the connection makes, before and after", () =>
  withServer({}, async (server) => {
    answering(server, { "tool/execute": () => ({ success: true, output: "hi" }) });
    const before = await server.createSession({ mountPlan: mockPlan(["x"]), ephemeral: true });
    await server.call("tool/register", { tools: [GREET] });
    const after = await server.createSession({ mountPlan: mockPlan(["x"]), ephemeral: true });
    for (const sessionId of [before, after]) {
      const { tools } = await server.call("tool/list", { sessionId });
      assert.equal(
        (tools as Json[]).map(({ name }) => name),
        ["greet"],
      );
      const result = await server.call("tool/call", { sessionId, name: "greet", input: ADA });
      assert.equal(result, { success: true, output: "hi" });
    }
  }));

const BROKEN: readonly (readonly [title: string, input: Json, answer: unknown, kind: string, message: RegExp])[] = [
  [
    "input that does not fit never reaches it",
    { nme: 1 },
    SILENCE,
    "invalid-input",
    /nme: unknown key.*did you mean.*name/i,
  ],
  ["an answer that is no result", ADA, { ok: 1 }, "contract-broken", /not a tool result: success/],
  ["an error", ADA, new Refusal("no such person"), "tool-failed", /no such person/],
  [
    "a failure of its own",
    ADA,
    { success: false, output: null, error: { kind: "rude", message: "no" } },
    "rude",
    /^no$/,
  ],
  ["silence beyond its deadline", ADA, SILENCE, "timeout", /did not answer greet in time/],
];
for (const [title, input, answer, kind, message] of BROKEN) {
  test(`it fails as a result: ${title}`, () =>
    withSession(async (server, sessionId) => {
      answering(server, { "tool/execute": () => answer });
      // Only what ends by its deadline has a short one: the others may be slow.
      const deadline = kind === "timeout" ? { timeoutMs: 300 } : {};
      await server.call("tool/register", { sessionId, ...deadline, tools: [GREET] });
      const result = await server.call("tool/call", { sessionId, name: "greet", input });
      const error = result.error as { kind: string; message: string };
      assert.is(error.kind, kind);
      assert.match(error.message, message);
      const faults = server.client.notifications("contribution/fault");
      assert.is(faults.length, kind === "contract-broken" ? 1 : 0, "only who breaks the contract is told so");
    }));
}

test("a cancel reaches it", () =>
  withSession(async (server, sessionId) => {
    let id: unknown;
    answering(server, {
      "tool/execute": (_, asked) => {
        id = asked.id;
        return SILENCE;
      },
    });
    await server.call("tool/register", { sessionId, tools: [GREET] });
    const turn = server.call("session/execute", { sessionId, prompt: "greet Ada" });
    await server.client.message(({ method }) => method === "tool/execute");
    await server.call("session/cancel", { sessionId, mode: "immediate" });
    assert.is((await turn).stopReason, "cancelled");
    const cancel = await server.client.message(({ method }) => method === "$/cancelRequest");
    assert.equal(cancel.params, { id });
  }));

test("one that is taken back ends its call, and is not there any more", () =>
  withSession(async (server, sessionId) => {
    answering(server, { "tool/execute": () => SILENCE });
    const { registrationId } = await server.call("tool/register", { sessionId, tools: [GREET] });
    const call = server.call("tool/call", { sessionId, name: "greet", input: ADA });
    await server.client.message(({ method }) => method === "tool/execute");
    await server.call("contribution/unregister", { registrationId });
    assert.is(((await call).error as Json).kind, "withdrawn");
    assert.is((await server.failure("tool/call", { sessionId, name: "greet" })).data.kind, "tool-not-found");
    const again = await server.failure("contribution/unregister", { registrationId });
    assert.is(again.data.kind, "contribution-not-found");
    const told = await server.event("contribution:unmounted");
    assert.equal([told.kind, told.names, told.reason], ["tool", ["greet"], "unregistered"]);
  }));

const REFUSED: readonly (readonly [title: string, tools: Json[], kind: string, place: RegExp])[] = [
  [
    "a schema that is none",
    [{ ...GREET, inputSchema: { type: "object", properties: 7 } }],
    "invalid-params",
    /tools\.0\.inputSchema/,
  ],
  [
    "a schema of no object",
    [{ ...GREET, inputSchema: { type: "string" } }],
    "invalid-params",
    /tools\.0\.inputSchema.*object/,
  ],
  ["two of one name", [GREET, GREET], "invalid-params", /tools\.1\.name.*listed twice/],
  ["a name that vendors refuse", [{ ...GREET, name: "a b" }], "invalid-params", /letters, digits/],
  ["a name that is taken", [{ ...GREET, name: "bash" }], "contribution-exists", /"bash" already/],
];
for (const [title, tools, kind, place] of REFUSED) {
  test(`it is refused at once: ${title}`, () =>
    withSession(async (server, sessionId) => {
      const failure = await server.failure("tool/register", {
        sessionId,
        tools: [{ ...GREET, name: "other" }, ...tools].slice(kind === "contribution-exists" ? 0 : 1),
      });
      assert.is(failure.data.kind, kind);
      assert.match(failure.message, place);
      const { tools: listed } = await server.call("tool/list", { sessionId });
      assert.not.ok(
        (listed as Json[]).some(({ name }) => name === "other" || name === "greet"),
        "nothing is left of it",
      );
    }));
}

test.run();
