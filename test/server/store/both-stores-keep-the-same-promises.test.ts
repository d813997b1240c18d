/** One suite for every store: what `SessionStore` and `StoredSession` promise, whoever keeps it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { ErrorKind } from "../../../protocol/index.ts";
import type { LoggedEvent, SessionStore, StoredSession } from "../../../server/store/contracts.ts";
import { directoriesOf } from "../../../server/store/directories.ts";
import type { JournalRecord } from "../../../server/store/journal-records.ts";
import { openStore, type StoreOptions } from "../../../server/store/open-store.ts";
import { pruneSessions } from "../../../server/store/prune-sessions.ts";
import { StoreError } from "../../../server/store/store-error.ts";
import { POSTGRES, PostgresServer } from "../../support/postgres.ts";
import { ROOT } from "../../support/source-files.ts";
import { type Requirement, suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";

const test = suite("stores");
const ALWAYS: Requirement = { name: "nothing", isMet: true };
/** However slow the machine is. */
const PATIENT_MS = 45_000;
const KEPT = { isEphemeral: false } as const;
const PLAN = { session: { orchestrator: { module: "loop-basic" } } };
const FIRST_TURN: readonly JournalRecord[] = [
  { type: "turn_start", turn: 1, turn_id: "one", prompt: [{ type: "text", text: "Hello \u0000 \ud800 🙂" }] },
  { type: "message", turn: 1, message: { role: "user", content: [{ type: "text", text: "Hello \u0000 \ud800 🙂" }] } },
  { type: "message", turn: 1, message: { role: "assistant", content: [{ type: "text", text: "Good day." }] } },
  {
    type: "turn_end",
    turn: 1,
    turn_id: "one",
    result: { text: "Good day.", stop_reason: "end_turn", usage: { input_tokens: 1, output_tokens: 2 } },
    last_seq: 7,
  },
];

/** What a store needs, and a place of its own for each test. */
interface Kind {
  readonly requirement: Requirement;
  options(directory: string): Promise<Omit<StoreOptions, "report">>;
  /** Writes an event as the session's log has it. */
  log(stored: StoredSession, event: LoggedEvent): Promise<void>;
}

let server: PostgresServer | undefined;

const KINDS: Record<StoreOptions["kind"], Kind> = {
  files: {
    requirement: ALWAYS,
    options: async (directory) => ({ kind: "files", ...common(directory) }),
    async log(stored, { seq, ts, event, data }) {
      const path = join(stored.stateDirectory ?? "", "events.jsonl");
      appendFileSync(path, `${JSON.stringify({ ts, event, seq, data })}\n`);
    },
  },
  postgres: {
    requirement: POSTGRES,
    async options(directory) {
      server ??= await PostgresServer.start();
      const patience = { outageMs: PATIENT_MS, retryWithinMs: PATIENT_MS };
      return { kind: "postgres", url: await server.newDatabase(), ...patience, ...common(directory) };
    },
    log: async (stored, event) => stored.logEvent?.(event),
  },
};

function common(directory: string): Omit<StoreOptions, "kind" | "report"> {
  return { directories: directoriesOf({ AMPD_HOME: directory }), policy: "turn", secrets: ["hunter2-hunter2"] };
}

interface Place {
  readonly store: SessionStore;
  readonly options: Omit<StoreOptions, "report">;
  /** Another store at the same place, as another process has it. */
  another(): Promise<SessionStore>;
  log(stored: StoredSession, event: LoggedEvent): Promise<void>;
}

async function inPlace(kind: Kind, body: (place: Place) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const options = await kind.options(directory);
    const stores: SessionStore[] = [];
    const another = async (): Promise<SessionStore> => {
      const store = await openStore({ ...options, report: () => {} });
      stores.push(store);
      return store;
    };
    try {
      await body({ store: await another(), options, another, log: (stored, event) => kind.log(stored, event) });
    } finally {
      for (const store of stores) await store.close();
    }
  });
}

async function kindOf(work: Promise<unknown>): Promise<ErrorKind | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof StoreError)) throw error;
  return error?.kind;
}

async function make(store: SessionStore, id: string, more = {}): Promise<StoredSession> {
  return store.create({ session_id: id, cwd: "/work", mount_plan: PLAN, ...more }, KEPT);
}

const LONG_AGO = "2001-01-01T00:00:00.000Z";

function bound(target: SessionStore, key: string | symbol): unknown {
  const value = Reflect.get(target, key);
  return typeof value === "function" ? value.bind(target) : value;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const PROMISES: Record<string, (place: Place) => Promise<void>> = {
  "one that is made with a history has it from its first moment": async ({ store, another }) => {
    const session = { session_id: "fork", cwd: "/work", mount_plan: PLAN };
    const stored = await store.create(session, { ...KEPT, history: FIRST_TURN });
    assert.is(stored.metadata.turns, 1);
    const { metadata, state } = await (await another()).read("fork");
    assert.is(metadata.turns, 1);
    assert.is(state.messages.length, 2);
    await stored.append({ type: "message", turn: 1, message: { role: "assistant", content: [] } });
    await stored.close();
    const again = await store.open("fork");
    assert.equal(again.repairs, []);
    assert.is(again.state.messages.length, 3);
    await again.close();
  },
  "what is open anywhere is in use, and what nobody has is not": async ({ store, another }) => {
    const stored = await make(store, "s");
    const other = await another();
    assert.is(await other.isInUse("s"), true);
    await stored.close();
    assert.is(await other.isInUse("s"), false);
    assert.is(await other.isInUse("nobody"), false);
  },
  "what was kept long enough is removed with its family, except what is open": async ({ store, another }) => {
    const removed: string[] = [];
    const signal = new AbortController().signal;
    const parent = await make(store, "parent");
    const child = await make(store, "child", { parent_id: "parent" });
    const open = await make(store, "open");
    for (const one of [parent, child]) await one.close();
    const old = new Proxy(await another(), { get: (target, key) => (key === "list" ? oldOnes : bound(target, key)) });
    const oldOnes = async (): Promise<unknown> =>
      (await store.list({ limit: 10 })).map((one) => ({ ...one, created: LONG_AGO, updated: LONG_AGO }));
    const onRemoved = (id: string): void => void removed.push(id);
    const rules = { max_age_days: 1 };
    await pruneSessions({ store: old, rules, limit: 10, signal, report: assert.unreachable, onRemoved });
    assert.equal(removed, ["child", "parent"]);
    assert.equal(
      (await store.list({ limit: 10 })).map(({ session_id }) => session_id),
      ["open"],
    );
    await open.close();
  },
  "a session is made once; an id that could be a path is none": async ({ store }) => {
    const stored = await make(store, "s");
    assert.is(stored.isKept, true);
    assert.is(await kindOf(make(store, "s")), "session-exists");
    await stored.close();
    await stored.close();
    assert.is(await kindOf(make(store, "s")), "session-exists");
    for (const id of ["../s", "", ".", "none", "a\u0000"])
      assert.is(await kindOf(store.open(id)), "session-not-found", id);
    assert.is(await kindOf(store.read("none")), "session-not-found");
    assert.is(await kindOf(store.delete("none")), "session-not-found");
  },

  "what is appended is read back, by record and in order, whatever is in it": async ({ store, another }) => {
    const stored = await make(store, "s");
    await Promise.all(FIRST_TURN.map((record) => stored.append(record)));
    await stored.sync();
    const read = await (await another()).read("s");
    for (const state of [stored.state, read.state]) {
      assert.equal(
        state.history,
        FIRST_TURN.flatMap((record) => (record.type === "message" ? [record.message] : [])),
      );
      assert.is(state.turns[0]?.end?.result?.text, "Good day.");
      assert.is(state.lastSeq, 7);
    }
    assert.equal(read.metadata, stored.metadata);
    await stored.close();
    const again = await store.open("s");
    assert.equal(again.repairs, []);
    assert.equal(again.state.messages, read.state.messages);
    await again.append({ type: "close", last_seq: 9 });
    assert.is((await store.read("s")).state.lastSeq, 9);
    await again.close();
  },

  "many records at once keep their order": async ({ store }) => {
    const stored = await make(store, "s");
    const texts = Array.from({ length: 1500 }, (_, index) => `message ${index}`);
    await Promise.all(
      texts.map((text) =>
        stored.append({ type: "message", turn: 1, message: { role: "user", content: [{ type: "text", text }] } }),
      ),
    );
    const { state } = await store.read("s");
    assert.equal(
      state.messages.map(({ seq, message }) => [seq, message.content[0]]),
      texts.map((text, index) => [index + 1, { type: "text", text }]),
    );
    await stored.close();
  },

  "a session is one's alone until it is closed": async ({ store, another }) => {
    const stored = await make(store, "s");
    const other = await another();
    for (const one of [store, other]) assert.is(await kindOf(one.open("s")), "session-locked");
    assert.is(await kindOf(other.delete("s")), "session-locked");
    await stored.close();
    const taken = await other.open("s");
    assert.is(await kindOf(store.open("s")), "session-locked");
    await taken.close();
  },

  "a killed owner does not keep it; what it left is mended, once": async ({ store, options }) => {
    const holder = new URL("hold-session.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--import", "tsx", holder, JSON.stringify(options)], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    assert.is(await kindOf(store.open("held")), "session-locked");
    child.kill("SIGKILL");
    await once(child, "exit");
    const stored = await store.open("held");
    const kinds = ["lost-prompt", "interrupted-answer", "unfinished-turn"];
    assert.equal(
      stored.repairs.map(({ kind }) => kind),
      kinds,
    );
    assert.equal(
      stored.state.history.map(({ content }) => content[0]),
      [
        { type: "text", text: "Hello?" },
        { type: "text", text: "Half" },
      ],
    );
    await stored.close();
    const again = await store.open("held");
    assert.equal(again.repairs, []);
    assert.is(again.state.history.length, 2);
    await again.close();
  },

  "metadata changes as a whole, and two changes at once both stay": async ({ store }) => {
    const stored = await make(store, "s", { title: "Before" });
    const { created, updated } = stored.metadata;
    await Promise.all([stored.update({ title: "Title \u0000 ü" }), stored.update({ turns: 3 })]);
    await stored.close();
    const { metadata } = await store.read("s");
    assert.equal(metadata, { ...stored.metadata, title: "Title \u0000 ü", turns: 3 });
    assert.is(metadata.created, created);
    assert.ok(metadata.updated >= updated);
    assert.equal(metadata.mount_plan, PLAN);
  },

  "a list has pages that join, by last use, directory and text": async ({ store }) => {
    const ids = ["a", "b", "c", "d", "e"];
    for (const id of ids) {
      const stored = await make(store, id, { cwd: id < "c" ? "/one" : "/two" });
      await stored.update({ title: `Title of ${id} 100% _sure_ ÜBER`, first_prompt: `prompt-${id} \\ '` });
      await stored.close();
    }
    const moved = await store.open("a");
    await moved.update({ turns: 1 });
    await moved.close();
    const idsOf = async (filter: object): Promise<string[]> =>
      (await store.list({ limit: 10, ...filter })).map((one) => one.session_id);
    const all = await store.list({ limit: 10 });
    assert.is(all[0]?.session_id, "a");
    assert.equal(all.map((one) => one.session_id).sort(), ids);
    let [after, seen] = [undefined as (typeof all)[0] | undefined, [] as string[]];
    for (;;) {
      const page = await store.list({ limit: 2, after });
      if (page.length === 0) break;
      seen = [...seen, ...page.map((one) => one.session_id)];
      after = page.at(-1);
    }
    assert.equal(
      seen,
      all.map((one) => one.session_id),
    );
    assert.equal((await idsOf({ cwd: "/one" })).sort(), ["a", "b"]);
    assert.equal(await idsOf({ cwd: "/none" }), []);
    assert.equal(await idsOf({ query: "PROMPT-D" }), ["d"]);
    assert.equal(await idsOf({ query: "title of e" }), ["e"]);
    assert.equal(await idsOf({ query: "über", cwd: "/one", limit: 1 }), ["a"]);
    assert.is((await idsOf({ query: "100% _sure_" })).length, 5);
    assert.is((await idsOf({ query: "\\ '" })).length, 5);
    assert.equal(await idsOf({ query: "100x" }), []);
    assert.is((await idsOf({ query: "/TWO" })).length, 3);
    const { session_id, cwd, title, turns } = all[0] ?? {};
    assert.equal({ session_id, cwd, turns }, { session_id: "a", cwd: "/one", turns: 1 });
    assert.match(String(title), "Title of a");
  },

  "what is deleted is gone whole, and its id is free": async ({ store, log }) => {
    const stored = await make(store, "s");
    await mkdir(stored.stateDirectory ?? "", { recursive: true });
    await log(stored, { seq: 1, ts: "2026-01-01T00:00:00.000Z", event: "session:start", data: {} });
    for (const record of FIRST_TURN) await stored.append(record);
    await stored.close();
    await store.delete("s");
    assert.is(await kindOf(store.read("s")), "session-not-found");
    assert.equal(await store.list({ limit: 10 }), []);
    const again = await make(store, "s");
    assert.equal(again.state.history, []);
    assert.is(await again.lastLoggedSeq(), 0);
    assert.equal((await store.read("s")).state.messages, []);
    await again.close();
  },

  "events are replayed as they were logged, also while the session is open": async ({ store, another, log }) => {
    const stored = await make(store, "s");
    await mkdir(stored.stateDirectory ?? "", { recursive: true });
    const events = [1, 2, 3].map((seq) => {
      return { seq, ts: "2026-01-01T00:00:00.000Z", event: "tool:pre", data: { text: `ü \u0000 ${seq}` } };
    });
    for (const event of events) await log(stored, event);
    assert.is(await stored.lastLoggedSeq(), 3);
    assert.equal(await collect(stored.readEvents(1)), events.slice(1));
    const other = await another();
    assert.is(await other.lastLoggedSeq("s"), 3);
    assert.equal(await collect(other.readEvents("s", 0)), events);
    assert.is(await other.lastLoggedSeq("none"), 0);
    await stored.close();
  },

  "an ephemeral session is kept nowhere": async ({ store }) => {
    const stored = await store.create({ session_id: "s", cwd: "/", mount_plan: PLAN }, { isEphemeral: true });
    for (const record of FIRST_TURN) await stored.append(record);
    assert.is(stored.state.history.length, 2);
    assert.is(stored.isKept, false);
    await stored.close();
    assert.is(await kindOf(store.read("s")), "session-not-found");
  },
};

for (const [name, kind] of Object.entries(KINDS)) {
  for (const [promise, body] of Object.entries(PROMISES)) {
    test.needing(kind.requirement, `${name}: ${promise}`, () => inPlace(kind, body));
  }
}

test("the database's server ends with the suite", async () => {
  await server?.stop();
});

test.run();
