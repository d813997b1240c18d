import { spawn } from "node:child_process";
import { appendFile, cp, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import {
  callsTo,
  type Home,
  makeHome,
  openPlan,
  removeHome,
  ServerFixture,
  storedFiles,
  textOf,
} from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("resume");
const S = { sessionId: "s" };

const running: ServerFixture[] = [];

async function start(home: Home): Promise<ServerFixture> {
  const server = await ServerFixture.start({ home, capabilities: {} });
  running.push(server);
  return server;
}

/** Ends every server that a test has left, and removes what they have stored. */
async function cleanUp(home: Home): Promise<void> {
  for (const server of running.splice(0)) await server.crash();
  await removeHome(home);
}

const pathOf = (home: Home, name: string): string => join(home.root, "sessions", "s", name);
const kindsOf = (resumed: Json): unknown[] => (resumed.repairs as Json[]).map((repair) => repair.kind);

/** A home with a session of two turns, the first with a tool call, and no server. */
async function withStored(body: (home: Home) => Promise<void>): Promise<void> {
  const home = await makeHome();
  try {
    const server = await start(home);
    const responses = [callsTo("bash", { command: "echo the output" }), "First answer.", "Second answer."];
    await server.createSession({ ...S, mountPlan: openPlan(responses), title: "About colours", metadata: { tab: 3 } });
    for (const prompt of ["First prompt.", "Second prompt."]) await server.call("session/execute", { ...S, prompt });
    await server.crash();
    await body(home);
  } finally {
    await cleanUp(home);
  }
}

/** The line of the journal that a predicate picks, replaced. Answers its number, from 1. */
async function replaceLine(home: Home, picks: (record: Json) => boolean, line: string): Promise<number> {
  const path = pathOf(home, "journal.jsonl");
  const lines = (await readFile(path, "utf8")).split("\n");
  const index = lines.findIndex((text) => text !== "" && picks(JSON.parse(text) as Json));
  assert.ok(index >= 0);
  lines[index] = line;
  await writeFile(path, lines.join("\n"));
  return index + 1;
}

async function assertNextTurn(server: ServerFixture, turn = 3): Promise<void> {
  await server.call("session/execute", { ...S, prompt: "Third prompt." });
  const prompt = (await server.messages("s")).find((message) => textOf(message) === "Third prompt.");
  assert.is(prompt?.turn, turn, "the turn has the next number");
}

test("from another directory: its own plan, directory, title and history are back", async () => {
  await withStored(async (home) => {
    const workspace = await realpath(await mkdtemp(join(tmpdir(), "ampd-elsewhere-")));
    const server = await start({ ...home, workspace });
    const resumed = await server.call("session/resume", S);
    assert.equal({ repairs: resumed.repairs, warnings: resumed.warnings }, { repairs: [], warnings: [] });
    assert.ok((resumed.mounted as Json[]).some((module) => module.id === "provider-mock"));
    const { cwd, title, metadata, turns, status } = await server.call("session/get", S);
    const expected = { cwd: home.workspace, title: "About colours", metadata: { tab: 3 }, turns: 2, status: "idle" };
    assert.equal({ cwd, title, metadata, turns, status }, expected);
    const call = await server.call("tool/call", { ...S, name: "bash", input: { command: "pwd" } });
    assert.is((call.output as Json).stdout, `${home.workspace}\n`);
    assert.is((await server.messages("s")).length, 6);
    await assertNextTurn(server);
    await server.crash();
    await rm(workspace, { recursive: true });
  });
});

test("a session that another process has is locked, and free once that one has closed it or is dead", async () => {
  await withStored(async (home) => {
    const [owner, other] = [await start(home), await start(home)];
    await owner.call("session/resume", S);
    const failure = await other.failure("session/resume", S);
    assert.is(failure.data.kind, "session-locked");
    assert.match(failure.message, String(owner.process.pid));
    assert.is((await other.failure("session/delete", S)).data.kind, "session-locked");
    assert.is((await other.messages("s")).length, 6, "reading needs no lock");
    await owner.call("session/close", S);
    await other.call("session/resume", S);
    await other.crash();
    assert.equal((await owner.call("session/resume", S)).repairs, []);
    await owner.crash();
  });
});

async function pidOfTheDead(): Promise<number> {
  const child = spawn("true");
  await new Promise((resolve) => child.once("exit", resolve));
  return child.pid ?? 0;
}

const LOCKS: readonly (readonly [string, () => Promise<string>])[] = [
  ["of a dead process", async () => JSON.stringify({ token: "x", pid: await pidOfTheDead(), host: hostname() })],
  [
    "of a process whose number is another one's now",
    async () => JSON.stringify({ token: "x", pid: process.pid, host: hostname(), started: "1" }),
  ],
  ["that was cut off", async () => '{"token":"x","pid":'],
  ["without an owner", async () => "{}"],
  ["that is null", async () => "null"],
  ["that is empty", async () => ""],
];

for (const [what, content] of LOCKS) {
  test(`a lock ${what} is taken over`, async () => {
    await withStored(async (home) => {
      await writeFile(pathOf(home, "lock"), await content());
      const server = await start(home);
      await server.call("session/resume", S);
      await assertNextTurn(server);
      await server.crash();
    });
  });
}

test("a lock of another machine is respected, and says which", async () => {
  await withStored(async (home) => {
    await writeFile(pathOf(home, "lock"), JSON.stringify({ token: "x", pid: 1, host: "elsewhere.example" }));
    const server = await start(home);
    const failure = await server.failure("session/resume", S);
    assert.is(failure.data.kind, "session-locked");
    assert.match(failure.message, "elsewhere.example");
  });
});

test("a torn last line is removed and told, as an event too; everything before it is there", async () => {
  await withStored(async (home) => {
    await appendFile(pathOf(home, "journal.jsonl"), '{"type":"message","turn":2,"mess');
    const server = await start(home);
    const resumed = await server.call("session/resume", S);
    assert.equal(kindsOf(resumed), ["torn-line"]);
    const told = server.events("s").filter(({ event }) => event === "session:repaired");
    const { kind, action, line } = told[0]?.data ?? {};
    assert.equal({ kind, action, line }, (resumed.repairs as Json[])[0]);
    assert.is((await server.messages("s")).length, 6);
    await assertNextTurn(server);
    await server.crash();
    const second = await start(home);
    assert.equal((await second.call("session/resume", S)).repairs, [], "it was mended for good");
  });
});

test("a corrupt line in the middle costs that line alone, and is told with its number", async () => {
  await withStored(async (home) => {
    const isFirstAnswer = (record: Json): boolean =>
      JSON.stringify(record).includes("First answer.") && record.type === "message";
    const line = await replaceLine(home, isFirstAnswer, "\u0000\u0000 not JSON");
    const server = await start(home);
    const resumed = await server.call("session/resume", S);
    assert.equal(
      (resumed.repairs as Json[]).map(({ kind, line }) => ({ kind, line })),
      [{ kind: "corrupt-line", line }],
    );
    assert.equal(
      (await server.messages("s")).map((message) => message.role),
      ["user", "assistant", "tool", "user", "assistant"],
    );
    await assertNextTurn(server);
  });
});

test("a tool's result that was lost in the middle is mended for the model, once, however often it is resumed", async () => {
  await withStored(async (home) => {
    await replaceLine(home, (record) => (record.message as Json | undefined)?.role === "tool", "{");
    for (let round = 0; round < 2; round += 1) {
      const server = await start(home);
      await server.call("session/resume", S);
      assert.equal(
        (await server.messages("s")).map((message) => message.role),
        ["user", "assistant", "assistant", "user", "assistant"],
      );
      await server.crash();
    }
    const server = await start(home);
    await server.call("session/resume", S);
    await assertNextTurn(server);
    assert.equal((await server.event("provider:tool_sequence_repaired")).repaired, ["call_1"]);
  });
});

test("a turn whose beginning cannot be read keeps its number", async () => {
  await withStored(async (home) => {
    await replaceLine(home, (record) => record.type === "turn_start" && record.turn === 1, "?");
    const server = await start(home);
    await server.call("session/resume", S);
    await assertNextTurn(server, 3);
  });
});

test("a missing journal is told; the session goes on with an empty history", async () => {
  await withStored(async (home) => {
    await rm(pathOf(home, "journal.jsonl"));
    const server = await start(home);
    assert.equal(kindsOf(await server.call("session/resume", S)), ["journal-missing"]);
    assert.equal(await server.messages("s"), []);
    await server.call("session/execute", { ...S, prompt: "Begin again." });
    await server.crash();
    const second = await start(home);
    assert.equal((await second.call("session/resume", S)).repairs, []);
    assert.ok((await second.messages("s")).length > 0);
  });
});

test("a directory that was copied is a session of its own, and says once whose copy it is", async () => {
  await withStored(async (home) => {
    await cp(join(home.root, "sessions", "s"), join(home.root, "sessions", "copy"), { recursive: true });
    const server = await start(home);
    const { sessions } = (await server.call("session/list")) as { sessions: Json[] };
    assert.equal(sessions.map(({ sessionId }) => sessionId).sort(), ["copy", "s"]);
    const resumed = await server.call("session/resume", { sessionId: "copy" });
    assert.equal(kindsOf(resumed), ["copied-session"]);
    await server.call("session/execute", { sessionId: "copy", prompt: "Third prompt." });
    await server.call("session/resume", S);
    assert.is((await server.messages("s")).length, 6, "the other one knows nothing of it");
    await server.crash();
    const second = await start(home);
    assert.equal((await second.call("session/resume", { sessionId: "copy" })).repairs, []);
  });
});

interface Unreadable {
  readonly what: string;
  readonly damage: (home: Home) => Promise<unknown>;
  readonly says: RegExp;
}

const UNREADABLE: readonly Unreadable[] = [
  {
    what: "a journal of a newer version",
    damage: (home) =>
      replaceLine(home, (record) => record.type === "journal", '{"type":"journal","version":99,"session_id":"s"}'),
    says: /99.*newer ampd/,
  },
  {
    what: "metadata of a newer version",
    damage: (home) => writeFile(pathOf(home, "session.json"), '{"version":99,"session_id":"s","mount_plan":{}}'),
    says: /newer ampd/,
  },
  {
    what: "metadata that are no JSON",
    damage: (home) => writeFile(pathOf(home, "session.json"), "{"),
    says: /not JSON/,
  },
  {
    what: "metadata without a plan",
    damage: (home) => writeFile(pathOf(home, "session.json"), '{"session_id":"s"}'),
    says: /mount_plan/,
  },
  { what: "missing metadata", damage: (home) => rm(pathOf(home, "session.json")), says: /session\.json is missing/ },
];

for (const { what, damage, says } of UNREADABLE) {
  test(`${what}: session-unreadable, nothing is changed, and the others are listed`, async () => {
    await withStored(async (home) => {
      await damage(home);
      const before = await storedFiles(home, "s");
      const server = await start(home);
      const failure = await server.failure("session/resume", S);
      assert.is(failure.data.kind, "session-unreadable");
      assert.match(failure.message, says);
      await server.createSession({ sessionId: "other", mountPlan: openPlan(["Hello."]) });
      const { sessions } = (await server.call("session/list")) as { sessions: Json[] };
      assert.ok(sessions.some((session) => session.sessionId === "other"));
      const after = await storedFiles(home, "s");
      for (const name of ["journal.jsonl", "session.json"]) assert.is(after.get(name), before.get(name), name);
      assert.is((await server.failure("session/resume", S)).data.kind, "session-unreadable", "it is not locked");
      await server.crash();
    });
  });
}

test("a module that is gone keeps the session from coming back, and says so; it can be tried again", async () => {
  const home = await makeHome();
  const context = join(home.workspace, "context.mjs");
  const code = `const messages = []; const context = { async addMessage(m) { messages.push(m); }, async getMessagesForRequest() { return messages; }, async getMessages() { return messages; }, async setMessages(list) { messages.splice(0, messages.length, ...list); }, async clear() {} };
    export const module = { name: "context-own", kind: "context", description: "", configSchema: { safeParse: (data) => ({ success: true, data }), parse: (data) => data }, async mount(coordinator) { return coordinator.mount("context", context); } };`;
  try {
    await writeFile(context, code);
    const session = {
      orchestrator: { module: "loop-basic" },
      context: { module: "context-own", source: "./context.mjs" },
    };
    const first = await start(home);
    await first.createSession({ ...S, mountPlan: openPlan(["Hello."], { session }) });
    await first.call("session/execute", { ...S, prompt: "Hi." });
    await first.crash();
    await rm(context);
    const second = await start(home);
    for (let round = 0; round < 2; round += 1) {
      const failure = await second.failure("session/resume", S);
      assert.is(failure.data.kind, "module-load-failed");
      assert.match(failure.message, "context-own");
    }
    assert.is((await second.failure("session/execute", { ...S, prompt: "Hi." })).data.kind, "session-not-live");
    await second.crash();
    await writeFile(context, code);
    const third = await start(home);
    await third.call("session/resume", S);
    assert.is((await third.call("session/execute", { ...S, prompt: "Hi." })).text, "Hello.");
    await third.crash();
  } finally {
    await cleanUp(home);
  }
});

test.run();
