import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { filesUnder } from "../support/living-folder.ts";
import { mockPlan, type ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("stored sessions");
const LOGGING = { hooks: ["hooks-logging"] };

const idsOf = (listed: Json): unknown[] => (listed.sessions as Json[]).map((session) => session.sessionId);

async function makeSessions(server: ServerFixture, ids: readonly string[]): Promise<void> {
  for (const sessionId of ids) {
    await server.createSession({ sessionId, mountPlan: mockPlan(["Hello."], LOGGING), subscribe: false });
    await server.call("session/execute", { sessionId, prompt: `The prompt of ${sessionId}\nand a second line.` });
  }
}

test("the list has live and stored sessions, the one last used first, with what a person needs to choose", async () => {
  await withServer({}, async (server) => {
    await makeSessions(server, ["one", "two", "three"]);
    await server.call("session/close", { sessionId: "two" });
    await server.call("session/execute", { sessionId: "one", prompt: "Again." });
    const listed = await server.call("session/list");
    assert.equal(idsOf(listed), ["one", "three", "two"]);
    assert.not.ok("nextCursor" in listed);
    const [one, , two] = listed.sessions as Json[];
    const { title, cwd, turns, status, updatedAt } = one ?? {};
    assert.equal(
      { title, cwd, turns, status },
      { title: "The prompt of one", cwd: server.home.workspace, turns: 2, status: "idle" },
    );
    assert.match(String(updatedAt), /^\d{4}-\d\d-\d\dT/);
    assert.is(two?.status, "stored");
  });
});

test("by directory and by text, of the title, the id and the directory", async () => {
  await withServer({}, async (server) => {
    await makeSessions(server, ["one", "two"]);
    await server.call("session/create", {
      sessionId: "far",
      cwd: "/",
      title: "Über die Ferne",
      mountPlan: mockPlan([]),
    });
    assert.equal(idsOf(await server.call("session/list", { cwd: "/" })), ["far"]);
    assert.equal(idsOf(await server.call("session/list", { cwd: server.home.workspace })).sort(), ["one", "two"]);
    assert.equal(idsOf(await server.call("session/list", { query: "PROMPT OF TWO" })), ["two"]);
    assert.equal(idsOf(await server.call("session/list", { query: "über" })), ["far"]);
    assert.equal(idsOf(await server.call("session/list", { query: "one", cwd: "/" })), []);
  });
});

test("pages of sessions and of messages join without an overlap", async () => {
  await withServer({}, async (server) => {
    const ids = ["a", "b", "c", "d", "e"];
    await makeSessions(server, ids);
    const seen: unknown[] = [];
    let cursor: unknown;
    do {
      const page = await server.call("session/list", { limit: 2, ...(cursor !== undefined && { cursor }) });
      assert.ok((page.sessions as Json[]).length <= 2);
      seen.push(...idsOf(page));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.equal(seen, ["e", "d", "c", "b", "a"]);
    for (let turn = 0; turn < 2; turn += 1) await server.call("session/execute", { sessionId: "a", prompt: "More." });
    const first = await server.call("session/messages", { sessionId: "a", limit: 4 });
    const second = await server.call("session/messages", { sessionId: "a", limit: 4, cursor: first.nextCursor });
    const messages = [...(first.messages as Json[]), ...(second.messages as Json[])];
    assert.equal(
      messages.map(({ seq, turn, role }) => [seq, turn, role]),
      [1, 2, 3, 4, 5, 6].map((seq) => [seq, Math.ceil(seq / 2), seq % 2 === 1 ? "user" : "assistant"]),
    );
    assert.not.ok("nextCursor" in second);
  });
});

test("messages and state of a stored session can be read without resuming it", async () => {
  await withServer({}, async (server) => {
    await makeSessions(server, ["one"]);
    const live = await server.messages("one");
    await server.call("session/close", { sessionId: "one" });
    assert.equal(await server.messages("one"), live);
    assert.is(textOf(live[1]), "Hello.");
    const state = await server.call("session/get", { sessionId: "one" });
    const { status, turns, pendingApprovals, mountPlan } = state;
    assert.equal({ status, turns, pendingApprovals }, { status: "stored", turns: 1, pendingApprovals: [] });
    assert.is((mountPlan as { providers: Json[] }).providers[0]?.module, "provider-mock");
    assert.not.ok(existsSync(join(server.home.root, "sessions", "one", "lock")));
  });
});

test("an ephemeral session leaves no file, and is gone when it is closed", async () => {
  await withServer({}, async (server) => {
    const sessionId = await server.createSession({ ephemeral: true, mountPlan: mockPlan(["Hello."], LOGGING) });
    await server.call("session/execute", { sessionId, prompt: "Hi." });
    assert.is((await server.messages(sessionId)).length, 2);
    assert.equal(idsOf(await server.call("session/list")), [sessionId]);
    await server.call("session/close", { sessionId });
    assert.is((await server.failure("session/messages", { sessionId })).data.kind, "session-not-found");
    assert.equal(readdirSync(server.home.root), []);
    assert.equal(readdirSync(server.home.workspace), []);
  });
});

test("delete removes all of a session, live or stored, and the id is free again", async () => {
  await withServer({}, async (server) => {
    await makeSessions(server, ["live", "stored"]);
    await server.call("session/close", { sessionId: "stored" });
    const ephemeral = await server.createSession({ ephemeral: true, mountPlan: mockPlan([]) });
    for (const sessionId of ["live", "stored", ephemeral]) {
      assert.is(await server.call("session/delete", { sessionId }), null);
      assert.is((await server.failure("session/get", { sessionId })).data.kind, "session-not-found");
      assert.is((await server.failure("session/delete", { sessionId })).data.kind, "session-not-found");
    }
    assert.equal(readdirSync(join(server.home.root, "sessions")), []);
    await makeSessions(server, ["live"]);
    assert.is((await server.messages("live")).length, 2);
  });
});

test("the files are for their owner's eyes only", async () => {
  await withServer({}, async (server) => {
    await makeSessions(server, ["one"]);
    const directory = join(server.home.root, "sessions", "one");
    assert.is(statSync(directory).mode & 0o777, 0o700);
    for (const { name, mode } of await filesUnder(directory)) assert.is(mode, 0o600, name);
  });
});

test.run();
