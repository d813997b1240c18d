/**
 * A module repeats its keys, which look like nothing, wherever it may speak. No reply and no message to a client has them, but for what
 * is the conversation or a tool's own output.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, type ServerFixture, shellPlan, withServer } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("a session's own secrets");
const MASK = "[REDACTED:SECRET]";
const LITERAL = "a-blue-horse-on-a-hill";
const VARIABLE = "the-green-cat-in-a-hat";
const REFERENCE = "two-red-birds-on-a-wire";
const BARE = "seven-grey-mice-at-sea";
const SECRETS = [LITERAL, VARIABLE, REFERENCE, BARE];

const leaky = (more: Json = {}): Json => ({
  module: "leaky",
  source: `file:${join(ROOT, "test", "support", "leaky-module.mjs")}`,
  config: { api_key: LITERAL, header: "x ${CAT_TOKEN}", plain: { secret: { file: "key.txt" } }, ...more },
});
/** The key is a part of what stands in the plan. */
const bearer = { module: "tool-bash", config: { sandbox: "off", env: { AUTHORIZATION: `Bearer ${BARE}` } } };

async function inLeakySession(
  plan: Json,
  body: (server: ServerFixture, created: Json) => Promise<void>,
): Promise<void> {
  const capabilities = { approvals: {}, display: {} };
  await withServer({ capabilities, env: { CAT_TOKEN: VARIABLE } }, async (server) => {
    writeFileSync(join(server.home.workspace, "key.txt"), `${REFERENCE}\n`);
    const cwd = server.home.workspace;
    await body(server, await server.call("session/create", { sessionId: "s", cwd, mountPlan: plan }));
  });
}

function assertMasked(told: unknown, place: string): void {
  const text = JSON.stringify(told);
  for (const secret of SECRETS) assert.not.ok(text.includes(secret), `${place}: ${text.slice(0, 300)}`);
  assert.ok(text.includes(MASK), `${place} tells that something was said`);
}

test("replies, errors, events, questions and messages are without them; outputs and the conversation are whole", async () => {
  const command = `echo ${SECRETS.join(" ")}`;
  const responses = [callsTo("bash", { command }), `It is ${LITERAL}.`];
  const plan = shellPlan(responses, { tools: [leaky(), bearer, { module: "tool-filesystem" }] });
  await inLeakySession(plan, async (server, created) => {
    assertMasked(created, "session/create");
    for (const method of ["tool/list", "provider/models"])
      assertMasked(await server.call(method, { sessionId: "s" }), method);

    const calling = server.call("tool/call", { sessionId: "s", name: "leak", input: { note: LITERAL } });
    const first = await server.approval();
    assertMasked(first.params, "approval/request");
    const seen = await server.call("event/subscribe", { sessionId: "s", events: ["no:such"] });
    assertMasked(seen.pending, "what is pending");
    assertMasked((await server.call("session/get", { sessionId: "s" })).pendingApprovals, "session/get");
    server.answer(first, "allow_once");
    const { output, error } = await calling;
    assertMasked(error, "the tool's error");
    assert.ok(String(output).includes(LITERAL), "a tool's output is what was asked for");
    assertMasked(await server.event("leaky:said"), "an event");
    assertMasked(await server.event("tool:post"), "the event of the result");
    assertMasked(await server.client.message(({ method }) => method === "display/message"), "display/message");

    const turn = server.call("session/execute", { sessionId: "s", prompt: "Go." });
    const second = await server.approval(2);
    assert.is(
      (second.params.detail as Json).command,
      `echo ${SECRETS.map(() => MASK).join(" ")}`,
      "all of it, but for them",
    );
    server.answer(second, "allow_once");
    assert.is((await turn).text, `It is ${LITERAL}.`);
    const deltas = server
      .events("s")
      .filter(({ event, data }) => event === "content_block:delta" && data.block_type === "text");
    assert.is(deltas.map(({ data }) => data.delta).join(""), `It is ${LITERAL}.`);
    assertMasked(await server.event("prompt:complete"), "the end of the turn");
    assert.ok(JSON.stringify(await server.messages("s")).includes(REFERENCE), "the command ran as it was");
    assertMasked(
      await server.failure("session/execute", { sessionId: "s", prompt: "x", provider: "leaky" }),
      "an error",
    );

    const logged = server.events("s").filter(({ ephemeral }) => !ephemeral);
    assertMasked(logged, "every event");
    await server.call("session/close", { sessionId: "s" });
    const directory = join(server.home.root, "sessions", "s");
    for (const name of ["events.jsonl", "approvals.jsonl"]) {
      assertMasked(readFileSync(join(directory, name), "utf8"), name);
    }
    for (const secret of SECRETS) assert.not.ok(server.stderr.includes(secret), "stderr");
  });
});

test("a module that does not start, at once or later, does not tell them either", async () => {
  await inLeakySession(shellPlan([], { tools: [leaky({ fails: true })] }), async (server, created) => {
    assertMasked(created.warnings, "the warning");
    const later = { ...leaky({ fails: true, api_key: "nine-white-owls-asleep" }), id: "later" };
    const failure = await server.failure("module/mount", { sessionId: "s", entry: later });
    assertMasked(failure, "module/mount");
    assert.not.match(JSON.stringify(failure), "nine-white-owls-asleep");
  });
});

test("a module that was mounted later tells as little", async () => {
  await inLeakySession(shellPlan([]), async (server) => {
    await server.call("module/mount", { sessionId: "s", entry: leaky() });
    assertMasked(await server.call("tool/list", { sessionId: "s" }), "tool/list");
    const calling = server.call("tool/call", { sessionId: "s", name: "leak", input: {} });
    server.answer(await server.approval(), "allow_once");
    assertMasked((await calling).error, "the tool's error");
    assertMasked(await server.event("leaky:said"), "an event");
    await server.call("session/close", { sessionId: "s" });
    assertMasked(readFileSync(join(server.home.root, "sessions", "s", "events.jsonl"), "utf8"), "the log");
  });
});

test.run();
