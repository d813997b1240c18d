import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { lockSession } from "../../server/store/files/session-lock.ts";
import { builtProgram } from "../support/isolated-home.ts";
import { type Home, makeHome, mockPlan, removeHome, ServerFixture } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("retention of sessions");
const OLD = "2001-01-01T00:00:00.000Z";

function changeMetadata(home: Home, sessionId: string, change: Json): void {
  const path = join(home.root, "sessions", sessionId, "session.json");
  // As ampd writes it: a new file in the place of the old one. Two writes of one tick of the clock look the same to an index.
  writeFileSync(`${path}.new`, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }));
  renameSync(`${path}.new`, path);
}

function prune(home: Home, ...args: string[]): { out: string; err: string; code: number | null } {
  const env = { PATH: process.env.PATH, HOME: home.root, AMPD_HOME: home.root };
  const words = [builtProgram("ampd"), "sessions", "prune", ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
  return { out: stdout, err: stderr, code: status };
}

async function idsOf(server: ServerFixture): Promise<string[]> {
  const { sessions } = await server.call("session/list");
  return (sessions as Json[]).map(({ sessionId }) => String(sessionId)).sort();
}

/** Made by a server that is gone by then: one that runs would do its own housekeeping in between. */
async function storedSessions(home: Home, ids: readonly string[]): Promise<string> {
  const server = await ServerFixture.start({ home, capabilities: {} });
  try {
    for (const sessionId of ids) await server.createSession({ sessionId, mountPlan: mockPlan(["Hello."]) });
    const fork = (await server.call("session/fork", { sessionId: "origin" })).sessionId as string;
    for (const sessionId of [...ids, fork]) await server.call("session/close", { sessionId });
    return fork;
  } finally {
    await server.crash();
  }
}

test("those that nobody used go at the next start and on command, and never one that is open, or young, or related to one", async () => {
  const home = await makeHome();
  const stored = (): string[] =>
    readdirSync(join(home.root, "sessions"))
      .filter((name) => !name.startsWith("."))
      .sort();
  const fork = await storedSessions(home, ["old", "origin", "open", "young"]);
  // This process has it open.
  const unlock = lockSession(join(home.root, "sessions", "open"));
  try {
    for (const id of ["old", "origin", "open"]) changeMetadata(home, id, { created: OLD, updated: OLD });
    const all = ["old", "origin", "open", "young", fork].sort();
    assert.match(prune(home).err, "ampd settings set retention.max_age_days");
    mkdirSync(join(home.root, "config"), { recursive: true });
    writeFileSync(join(home.root, "config/settings.yaml"), "retention: { max_age_days: 30 }\n");
    assert.equal(prune(home, "--dry-run"), { out: "old\n", err: "", code: 0 });
    assert.equal(stored(), all);
    assert.equal(prune(home), { out: "old\n", err: "", code: 0 });
    const kept = all.filter((id) => id !== "old");
    assert.equal(stored(), kept);

    changeMetadata(home, fork, { created: OLD, updated: OLD });
    const server = await ServerFixture.start({ home, capabilities: {} });
    try {
      while ((await idsOf(server)).length > 2);
      assert.equal(stored(), ["open", "young"], "the family is old now, and goes");
    } finally {
      await server.crash();
    }
  } finally {
    unlock();
    await removeHome(home);
  }
});

test("rules that are none are told with their place", async () => {
  const home = await makeHome();
  try {
    mkdirSync(join(home.root, "config"), { recursive: true });
    writeFileSync(join(home.root, "config/settings.yaml"), "retention: { max_age_day: 30, max_sessions: 0 }\n");
    const { err, code } = prune(home);
    assert.is(code, 1);
    assert.match(err, /settings\.yaml:1: retention\.max_age_day: unknown key; did you mean max_age_days\?/);
    assert.match(err, "retention.max_sessions");
  } finally {
    await removeHome(home);
  }
});

test.run();
