import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
    await server.createSession({ sessionId: "s", mountPlan });
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
    await server.call("session/close", { sessionId: "s" });
    assertOnlyInJournal(server, "s");
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
