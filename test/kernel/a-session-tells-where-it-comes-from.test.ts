import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { readySession, type SessionParts } from "./session-fixture.ts";

const test = suite("lineage");

const stored = {
  messages: [{ role: "user" as const, content: [{ type: "text" as const, text: "hi" }] }],
  turns: 1,
  lastSeq: 7,
};
const fork = { parent: "session-0", atTurn: 1 };

const ROWS: readonly [what: string, parts: SessionParts, events: string[], first: object][] = [
  ["a new session starts", {}, ["session:start"], { modules: ["loop", "context", "provider"] }],
  ["a stored session resumes", { stored }, ["session:resume"], { messages: 1 }],
  ["a child has a parent", { parentId: "session-0" }, ["session:fork", "session:start"], { parent: "session-0" }],
  ["a fork says where from", { stored, fork }, ["session:fork", "session:start"], { parent: "session-0", at_turn: 1 }],
  ["a child that is resumed was forked before", { parentId: "session-0", stored }, ["session:resume"], { messages: 1 }],
];

for (const [what, parts, events, first] of ROWS) {
  test(what, async () => {
    const fixture = await readySession(parts);
    assert.equal(fixture.events, events);
    const [data] = fixture.dataOf(events[0] ?? "");
    for (const [key, value] of Object.entries(first)) assert.equal(data?.[key], value, key);
  });
}

test("a stored history is there again, and is not journalled a second time", async () => {
  const { session, journal } = await readySession({ stored });
  assert.equal(await session.history.getMessages(), stored.messages);
  assert.equal(journal.messages, []);
});

test.run();
