import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, type ServerFixture, shellPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("secrets");
/** One that is known by its shape, and one that is known only because it stands in the environment. */
const SHAPED = "sk-ant-api03-PLANTED0SECRET0OF0THE0TEST0abcdefghijklmnopqrstuvwxyz";
const SHAPELESS = "correct horse battery staple 42";
const ENV = { ANTHROPIC_API_KEY: SHAPED, DEPLOY_PASSWORD: SHAPELESS };

function assertNoSecret(text: string, place: string): void {
  for (const secret of [SHAPED, SHAPELESS])
    assert.not.ok(text.includes(secret), `${secret.slice(0, 12)}… is in ${place}`);
}

function assertOnlyInJournal(server: ServerFixture, sessionId: string): void {
  const directory = join(server.home.root, "sessions", sessionId);
  const names = readdirSync(directory);
  for (const name of ["events.jsonl", "approvals.jsonl", "session.json", "journal.jsonl"])
    assert.ok(names.includes(name), name);
  for (const name of names) {
    if (name !== "journal.jsonl") assertNoSecret(readFileSync(join(directory, name), "utf8"), name);
  }
  assertNoSecret(server.stderr, "stderr");
}

test("in the environment, the prompt, a tool's input and its output: it is in the journal alone", async () => {
  await withServer({ env: ENV, capabilities: { approvals: {} } }, async (server) => {
    const command = `echo '${SHAPED}' '${SHAPELESS}'`;
    const refusal = { error: { kind: "InvalidRequest", message: `refused: ${SHAPED}` } };
    const mountPlan = shellPlan([callsTo("bash", { command: "cat secret.txt" }), "Read.", refusal]);
    const metadata = { note: `${SHAPED} ${SHAPELESS}` };
    await server.createSession({ sessionId: "s", mountPlan, title: `about ${SHAPED} ${SHAPELESS}`, metadata });
    writeFileSync(join(server.home.workspace, "secret.txt"), `${SHAPED} ${SHAPELESS}`);
    const turn = server.call("session/execute", { sessionId: "s", prompt: `${SHAPED} and ${SHAPELESS} are my keys` });
    server.answer(await server.approval(), "allow_once");
    assert.is((await turn).text, "Read.");
    const failure = await server.failure("session/execute", { sessionId: "s", prompt: "Again." });
    assertNoSecret(JSON.stringify(failure), "the error");
    const direct = server.call("tool/call", { sessionId: "s", name: "bash", input: { command } });
    server.answer(await server.approval(2), "allow_once");
    assert.match(String(((await direct).output as Json).stdout), SHAPED, "a client hears what it asked for");
    assert.match(JSON.stringify(await server.messages("s")), SHAPELESS, "the conversation is kept as it was");
    const unknown = await server.failure("session/create", { profile: `${SHAPELESS} ${SHAPED}` });
    assertNoSecret(JSON.stringify(unknown), "the error for a wrong name");
    await server.call("session/close", { sessionId: "s" });
    assertOnlyInJournal(server, "s");
    const journal = readFileSync(join(server.home.root, "sessions", "s", "journal.jsonl"), "utf8");
    const records = journal
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Json);
    const others = records.filter(({ type }) => !["message", "turn_start", "partial", "output"].includes(String(type)));
    assert.ok(others.some(({ type }) => type === "turn_end"));
    // The answer of a turn is part of the conversation; whatever else a journal says is not.
    for (const { result: _, ...record } of others) assertNoSecret(JSON.stringify(record), String(record.type));
  });
});

test("in a log file and in every other file that ampd writes: nowhere, and each is for its owner alone", async () => {
  const log = join(mkdtempSync(join(tmpdir(), "ampd-log-")), "ampd.log");
  const mask = process.umask(0);
  try {
    await withServer({ env: ENV, args: ["--log-level=debug", "--log-file", log] }, async (server) => {
      const command = `echo '${SHAPED}' '${SHAPELESS}'`;
      const hooks = [{ module: "hooks-approval", config: { rules: [{ command: "echo *", effect: "allow" }] } }];
      const mountPlan = shellPlan([callsTo("bash", { command }), "Done."], {
        hooks: [...hooks, { module: "hooks-logging" }, { module: "hooks-redaction" }],
      });
      await server.createSession({ sessionId: "s", mountPlan });
      await server.call("session/execute", { sessionId: "s", prompt: "Go." });
      await server.call("session/close", { sessionId: "s" });
      // A server that lives may still tidy up among what is looked at.
      server.client.end();
      await server.exit;
      const paths = readdirSync(server.home.root, { recursive: true, encoding: "utf8" });
      for (const name of paths) {
        const path = join(server.home.root, name);
        const { mode } = statSync(path);
        assert.is(mode & 0o777, statSync(path).isDirectory() ? 0o700 : 0o600, name);
        if (statSync(path).isFile() && !name.endsWith("journal.jsonl"))
          assertNoSecret(readFileSync(path, "utf8"), name);
      }
      assert.ok(
        paths.some((name) => name.endsWith("approvals.jsonl")) && paths.some((name) => name.endsWith("session.json")),
      );
      assert.is(statSync(log).mode & 0o777, 0o600);
      assertNoSecret(readFileSync(log, "utf8"), "the log file");
    });
  } finally {
    process.umask(mask);
    rmSync(dirname(log), { recursive: true, force: true });
  }
});

test("a key of the plan that looks like nothing: not in the log, the audit or stderr, whatever repeats it", async () => {
  const key = "blue-horse-on-a-green-hill";
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    const refusal = { error: { kind: "Authentication", message: `the key ${key} is not known` } };
    const responses = [callsTo("bash", { command: "cat key.txt" }), "Done.", refusal];
    writeFileSync(join(server.home.workspace, "key.txt"), key);
    const mock = { module: "provider-mock", config: { responses } };
    const providers = [mock, { module: "provider-openai", config: { api_key: key } }];
    await server.createSession({ sessionId: "s", mountPlan: shellPlan([], { providers }) });
    const turn = server.call("session/execute", { sessionId: "s", prompt: `Is ${key} right?`, provider: "mock" });
    server.answer(await server.approval(), "allow_once");
    assert.is((await turn).text, "Done.");
    const call = server.call("tool/call", { sessionId: "s", name: "bash", input: { command: `echo ${key}` } });
    server.answer(await server.approval(2), "deny_once");
    await call;
    const failure = await server.failure("session/execute", { sessionId: "s", prompt: "Again.", provider: "mock" });
    assert.is(failure.data.kind, "provider-authentication");
    assert.not.match(JSON.stringify(failure), key, "the error");
    await server.call("session/close", { sessionId: "s" });
    const directory = join(server.home.root, "sessions", "s");
    for (const name of readdirSync(directory)) {
      const text = readFileSync(join(directory, name), "utf8");
      if (name !== "journal.jsonl") assert.not.match(text, key, name);
      else
        assert.not.match(text.split("\n").find((line) => line.includes("turn_end")) ?? "", key, "the end of the turn");
    }
    assert.not.match(server.stderr, key);
  });
});

test("with events_to_clients, clients hear events without it, and no piece of a stream", async () => {
  await withServer({ env: ENV }, async (server) => {
    const hooks = [{ module: "hooks-redaction", config: { events_to_clients: true } }];
    await server.createSession({ sessionId: "s", mountPlan: shellPlan([`it is ${SHAPED}`], { hooks }) });
    const { text } = await server.call("session/execute", { sessionId: "s", prompt: `${SHAPELESS}, ann@example.org` });
    assert.is(text, `it is ${SHAPED}`, "a reply is what was asked for");
    const events = server.events("s");
    assert.ok(events.some(({ event }) => event === "prompt:complete"));
    assert.not.ok(events.some(({ ephemeral }) => ephemeral));
    assertNoSecret(JSON.stringify(events), "events");
    assert.not.match(JSON.stringify(events), "ann@example.org");
  });
});

test("in a plan: it is left out of what is stored and a warning says where; references stay", async () => {
  await withServer({ env: { MY_KEY: SHAPED } }, async (server) => {
    const providers = [
      {
        module: "provider-anthropic",
        config: { api_key: SHAPED, base_url: `https://user:${encodeURIComponent(SHAPELESS)}@example.test` },
      },
      { module: "provider-openai", config: { api_key: "${MY_KEY}" } },
    ];
    const tools = [{ module: "tool-bash", config: { env: { GREETING: "hello", DEPLOY: SHAPED } } }];
    const created = await server.call("session/create", {
      sessionId: "s",
      mountPlan: shellPlan([], { providers, tools }),
    });
    const left = (created.warnings as Json[]).filter((warning) => warning.kind === "secret-not-stored");
    assert.equal(
      left.map((warning) => warning.path),
      ["providers[0].config.api_key", "providers[0].config.base_url", "tools[0].config.env.DEPLOY"],
    );
    const text = readFileSync(join(server.home.root, "sessions", "s", "session.json"), "utf8");
    assertNoSecret(text, "session.json");
    assert.ok(text.includes("${MY_KEY}") && text.includes("hello"), "the rest is there");
    assertNoSecret(JSON.stringify(await server.call("session/get", { sessionId: "s" })), "session/get");
    assertNoSecret(JSON.stringify(created), "the reply");
  });
});

test.run();
