/** What only a database can do to a store: another takes over, connections break, it is down, full, or of a newer version. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import * as assert from "uvu/assert";
import type { SessionStore, StoredSession } from "../../../../server/store/contracts.ts";
import { directoriesOf } from "../../../../server/store/directories.ts";
import { openStore } from "../../../../server/store/open-store.ts";
import { StoreError } from "../../../../server/store/store-error.ts";
import { PASSWORD, POSTGRES, PostgresServer } from "../../../support/postgres.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("the PostgreSQL store");
const KEY = `sk-ant-${"api03-"}${"x1Y2".repeat(10)}`;
const TEXTS = Array.from({ length: 200 }, (_, index) => `text ${index}`);
/** The lease of the first owner runs out, and stays so when it is renewed in the meantime, however long that lasts. */
const RUN_OUT = `
  CREATE FUNCTION run_out() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.expires := now() - interval '1 second'; RETURN NEW; END $$;
  CREATE TRIGGER run_out BEFORE UPDATE ON ampd.sessions FOR EACH ROW WHEN (NEW.epoch = 1) EXECUTE FUNCTION run_out();
  UPDATE ampd.sessions SET expires = NULL`;
/** How long a store tries for: however slow the machine is, and where nothing will answer. */
const [PATIENT_MS, BRIEFLY_MS] = [45_000, 1500];
/** No name service is asked for a name with a part of more than 63 characters: there can be none. */
const NO_HOST = "x".repeat(64);

const READY_FOR_QUERY = Buffer.from("Z\0\0\0\x05I", "latin1");

let server: PostgresServer | undefined;

interface Place {
  readonly url: string;
  readonly server: PostgresServer;
  readonly reports: string[];
  store(options?: { url?: string; outageMs?: number; retryWithinMs?: number }): Promise<SessionStore>;
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
}

async function inDatabase(body: (place: Place) => Promise<void>): Promise<void> {
  server ??= await PostgresServer.start();
  const running = server;
  const url = await running.newDatabase();
  const stores: SessionStore[] = [];
  const reports: string[] = [];
  await inTemporaryDirectory(async (directory) => {
    const store: Place["store"] = async (options) => {
      const directories = directoriesOf({ AMPD_HOME: directory });
      const report = (line: string): void => void reports.push(line);
      const opened = await openStore({
        kind: "postgres",
        url,
        directories,
        policy: "turn",
        secrets: [],
        outageMs: PATIENT_MS,
        retryWithinMs: PATIENT_MS,
        report,
        ...options,
      });
      stores.push(opened);
      return opened;
    };
    try {
      await body({ url, server: running, reports, store, sql: (text) => running.ask(url, (sql) => sql.unsafe(text)) });
    } finally {
      for (const one of stores) await one.close();
    }
  });
}

const make = (store: SessionStore): Promise<StoredSession> =>
  store.create({ session_id: "s", cwd: "/", mount_plan: {} }, { isEphemeral: false });

const append = (stored: StoredSession, text: string): Promise<void> =>
  stored.append({ type: "message", turn: 1, message: { role: "user", content: [{ type: "text", text }] } });

async function textsOf(store: SessionStore): Promise<unknown[]> {
  return (await store.read("s")).state.history.map(({ content }) => (content[0] as { text?: string }).text);
}

/** What a server says when it ends a connection. */
const FIELDS = Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0");
const SHUTTING_DOWN = Buffer.concat([Buffer.from("E\0\0\0"), Buffer.from([FIELDS.length + 4]), FIELDS]);

interface BrittleProxy {
  readonly url: string;
  broken(): number;
  close(): void;
}

/** Passes on what both say, but ends so many connections: at the first question behind the sign-in, or before such an answer arrives. */
async function brittleProxy(url: string, times: number, lostAnswer?: string): Promise<BrittleProxy> {
  const { hostname, port } = new URL(url);
  let broken = 0;
  const proxy = createServer((client) => {
    const database = connect(Number(port), hostname);
    client.on("error", () => {}).on("close", () => database.destroy());
    database.on("error", () => {}).on("close", () => client.end());
    let isReady = false;
    const cut = (): void => {
      broken += 1;
      client.end(SHUTTING_DOWN);
      database.destroy();
    };
    database.on("data", (chunk: Buffer) => {
      isReady ||= chunk.includes(READY_FOR_QUERY);
      if (lostAnswer !== undefined && broken < times && chunk.includes(lostAnswer)) cut();
      else client.write(chunk);
    });
    client.on("data", (chunk: Buffer) => {
      if (lostAnswer === undefined && isReady && broken < times) cut();
      else database.write(chunk);
    });
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const through = new URL(url);
  through.port = String((proxy.address() as AddressInfo).port);
  return { url: through.href, broken: () => broken, close: () => void proxy.close() };
}

async function errorOf(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, StoreError);
  return error as StoreError;
}

test.needing(POSTGRES, "an owner whose lease ran out writes nothing after a takeover, and hears why", async () => {
  await inDatabase(async ({ store, sql }) => {
    const [first, second] = [await store(), await store()];
    const old = await make(first);
    await append(old, "before");
    assert.is((await errorOf(second.open("s"))).kind, "session-locked");
    await sql(RUN_OUT);
    const taken = await second.open("s");
    const fates = await Promise.all([append(old, "late"), old.sync(), old.update({ title: "late" })].map(errorOf));
    for (const { kind, message } of fates) {
      assert.is(kind, "session-locked");
      assert.match(message, "taken over");
    }
    assert.is(old.lost.aborted, true);
    assert.is(
      (await errorOf(old.logEvent?.({ seq: 1, ts: "", event: "e", data: {} }) as Promise<void>)).kind,
      "session-locked",
    );
    await append(taken, "after");
    await old.close();
    assert.equal(await textsOf(first), ["before", "after"]);
    assert.is((await second.read("s")).metadata.title, undefined);
    assert.is((await errorOf(first.open("s"))).kind, "session-locked");
    await taken.close();
  });
});

test.needing(POSTGRES, "an owner that only slept goes on where nobody took over", async () => {
  await inDatabase(async ({ store, sql }) => {
    const first = await store();
    const stored = await make(first);
    await sql(RUN_OUT);
    await append(stored, "still mine");
    assert.equal(await textsOf(first), ["still mine"]);
    await stored.close();
  });
});

test.needing(
  POSTGRES,
  "a takeover in the middle of many writes: what was acknowledged is there, in order, and no more",
  async () => {
    await inDatabase(async ({ store, sql }) => {
      const [first, second] = [await store(), await store()];
      const old = await make(first);
      const acknowledged: string[] = [];
      const writing = (async () => {
        for (let index = 0; !old.lost.aborted; index++) {
          await append(old, `text ${index}`).then(
            () => acknowledged.push(`text ${index}`),
            () => {},
          );
        }
      })();
      await append(old, "begin");
      await sql(RUN_OUT);
      const taken = await second.open("s");
      const seen = taken.state.history.length;
      await append(taken, "after");
      await writing;
      const texts = await textsOf(first);
      assert.is(texts.length, seen + 1);
      assert.is(texts.at(-1), "after");
      for (const text of acknowledged) assert.ok(texts.includes(text), text);
      await taken.close();
    });
  },
);

test.needing(POSTGRES, "connections that break all the time lose nothing and write nothing twice", async () => {
  await inDatabase(async ({ store, sql }) => {
    const first = await store();
    const stored = await make(first);
    const kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ampd'";
    const breaking = (async () => {
      for (let count = 0; count < 5; count++) await sql(kill);
    })();
    for (const text of TEXTS) await append(stored, text);
    await breaking;
    await append(stored, "last");
    assert.equal(await textsOf(first), [...TEXTS, "last"]);
    const [row] = await sql("SELECT count(*)::int AS count, max(ordinal)::int AS last FROM ampd.journal");
    assert.equal({ ...row }, { count: TEXTS.length + 2, last: TEXTS.length + 2 });
    await stored.close();
  });
});

test.needing(
  POSTGRES,
  "a connection that breaks at its first question is made again, and nobody else hears of it",
  async () => {
    await inDatabase(async ({ url, store }) => {
      const proxy = await brittleProxy(url, 3);
      try {
        const first = await store({ url: proxy.url });
        const odd = 'a "quoted" \\ word, {braced}\u0000';
        const stored = await make(first);
        await append(stored, odd);
        assert.equal(await textsOf(first), [odd]);
        assert.is(proxy.broken(), 3);
        await stored.close();
      } finally {
        proxy.close();
      }
    });
  },
);

test.needing(POSTGRES, "however long the first attempt took, there is a second one", async () => {
  await inDatabase(async ({ url, store }) => {
    const proxy = await brittleProxy(url, 1);
    try {
      assert.equal(await (await store({ url: proxy.url, retryWithinMs: 0 })).list({ limit: 1 }), []);
      assert.is(proxy.broken(), 1);
    } finally {
      proxy.close();
    }
  });
});

test.needing(
  POSTGRES,
  "a session whose takeover was not heard of is taken all the same, and by nobody twice",
  async () => {
    await inDatabase(async ({ url, store }) => {
      const stored = await make(await store());
      await append(stored, "before");
      await stored.close();
      const proxy = await brittleProxy(url, 1, "UPDATE 1");
      try {
        const second = await store({ url: proxy.url });
        const outcomes = await Promise.allSettled([second.open("s"), second.open("s")]);
        const opened = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
        const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [(one.reason as StoreError).kind] : []));
        assert.equal([proxy.broken(), opened.length, refused], [1, 1, ["session-locked"]]);
        for (const one of opened) {
          await append(one, "after");
          await one.close();
        }
        assert.equal(await textsOf(second), ["before", "after"]);
      } finally {
        proxy.close();
      }
    });
  },
);

test.needing(POSTGRES, "a restart of the database in mid-turn is waited for", async () => {
  await inDatabase(async ({ store, server: running }) => {
    const first = await store();
    const stored = await make(first);
    await append(stored, "before");
    await running.halt();
    const during = append(stored, "during");
    await Promise.all([running.resume(), during]);
    // What was not on disk when the database died is written again before anything is acknowledged for good.
    await stored.sync();
    assert.equal(await textsOf(first), ["before", "during"]);
    await stored.close();
  });
});

test.needing(POSTGRES, "a database that stays away ends the session", async () => {
  await inDatabase(async ({ store, server: running }) => {
    const first = await store({ outageMs: BRIEFLY_MS });
    const another = await store({ retryWithinMs: BRIEFLY_MS });
    const stored = await make(first);
    await append(stored, "before");
    await stored.sync();
    await running.halt();
    try {
      const { kind, message } = await errorOf(append(stored, "never"));
      assert.is(kind, "journal-failed");
      assert.match(message, /start the database|nothing listens/);
      assert.is(stored.lost.aborted, true);
      assert.is((await errorOf(append(stored, "nor this"))).kind, "journal-failed");
      assert.is((await errorOf(another.open("s"))).kind, "store-unavailable");
    } finally {
      await running.resume();
    }
    await stored.close();
    const again = await first.open("s");
    assert.equal(await textsOf(first), ["before"]);
    await again.close();
  });
});

test.needing(POSTGRES, "a full disk is told, and the session goes on when there is room again", async () => {
  await inDatabase(async ({ store, sql }) => {
    const first = await store();
    const stored = await make(first);
    await append(stored, "before");
    await sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON ampd.journal EXECUTE FUNCTION full_disk()`);
    const { kind, message } = await errorOf(append(stored, "lost"));
    assert.is(kind, "journal-failed");
    assert.match(message, "make room");
    assert.is(stored.lost.aborted, false);
    await sql("DROP TRIGGER full_disk ON ampd.journal");
    await append(stored, "after");
    await stored.close();
    const again = await first.open("s");
    assert.equal(again.repairs, []);
    assert.equal(await textsOf(first), ["before", "after"]);
    await again.close();
  });
});

test.needing(POSTGRES, "what a sync acknowledges is on the database's disk, and not before", async () => {
  await inDatabase(async ({ store, sql }) => {
    const stored = await make(await store());
    await append(stored, "text");
    const [before] = await sql("SELECT pg_current_wal_insert_lsn()::text AS lsn");
    await stored.sync();
    const [row] = await sql(`SELECT pg_current_wal_flush_lsn() >= '${before?.lsn}'::pg_lsn AS is_flushed`);
    assert.is(row?.is_flushed, true);
    await stored.close();
  });
});

test.needing(POSTGRES, "events are stored without secrets and without vendors' raw payloads", async () => {
  await inDatabase(async ({ store, sql }) => {
    const stored = await make(await store());
    const data = { text: `key ${KEY}`, raw: { a: 1 }, raw_request: 1 };
    await stored.logEvent?.({ seq: 1, ts: "2026-01-01T00:00:00.000Z", event: "e", data });
    const [row] = await sql("SELECT event FROM ampd.events");
    assert.not.match(String(row?.event), KEY);
    assert.not.match(String(row?.event), "raw");
    await stored.close();
  });
});

test.needing(POSTGRES, "records that are missing or cannot be read are skipped and told", async () => {
  await inDatabase(async ({ store, sql }) => {
    const first = await store();
    const stored = await make(first);
    for (const text of ["a", "b", "c", "d"]) await append(stored, text);
    await stored.close();
    await sql("DELETE FROM ampd.journal WHERE ordinal = 3");
    await sql("UPDATE ampd.journal SET record = '{' WHERE ordinal = 4");
    const again = await first.open("s");
    assert.equal(
      again.repairs.map(({ kind, line }) => [kind, line]),
      [
        ["corrupt-line", 3],
        ["corrupt-line", 4],
      ],
    );
    await append(again, "e");
    assert.equal(await textsOf(first), ["a", "d", "e"]);
    await again.close();
    await sql(`UPDATE ampd.journal SET record = '{"type":"journal","version":99,"session_id":"s"}' WHERE ordinal = 1`);
    const { kind, message } = await errorOf(first.open("s"));
    assert.is(kind, "session-unreadable");
    assert.match(message, "newer ampd");
  });
});

test.needing(
  POSTGRES,
  "many servers at an empty database make its tables once; tables of a newer version are left alone",
  async () => {
    await inDatabase(async ({ store, sql }) => {
      const stores = await Promise.all(Array.from({ length: 6 }, () => store()));
      await Promise.all(stores.map((one) => one.list({ limit: 1 })));
      assert.is((await sql("SELECT version FROM ampd.schema")).length, 1);
      await sql("UPDATE ampd.schema SET version = 999");
      const error = await errorOf((await store()).list({ limit: 1 }));
      assert.is(error.kind, "session-unreadable");
      assert.match(error.message, "newer ampd");
    });
  },
);

test.needing(
  POSTGRES,
  "each way in which a database cannot be used has an error with the fix, and none has the password",
  async () => {
    await inDatabase(async ({ store, server: running }) => {
      const wrong = "wrong-word-1234";
      await running.ask(running.url(), (sql) => sql.unsafe(`CREATE ROLE guest LOGIN PASSWORD '${PASSWORD}'`));
      const cases: readonly (readonly [url: string, fix: string, retryWithinMs?: number])[] = [
        [running.url("postgres", wrong), "password is wrong"],
        [running.url("nowhere"), "createdb"],
        [`postgres://ampd:${wrong}@127.0.0.1:1/x`, "start the database", BRIEFLY_MS],
        [`postgres://ampd:${wrong}@${NO_HOST}/x`, "mend the store's URL", BRIEFLY_MS],
        [running.url().replace("ampd:", "guest:"), "grant CREATE"],
      ];
      for (const [url, fix, retryWithinMs = PATIENT_MS] of cases) {
        const { kind, message, stack = "" } = await errorOf((await store({ url, retryWithinMs })).list({ limit: 1 }));
        assert.is(kind, "store-unavailable", fix);
        assert.match(message, fix);
        for (const secret of [wrong, PASSWORD]) assert.not.match(message + stack, secret);
      }
      for (const url of ["", "mysql://a:geheimes-wort@b/c", "postgres://a:geheimes-wort@b:c:d/e"]) {
        const { message } = await errorOf(store({ url }).then((one) => one.list({ limit: 1 })));
        assert.match(message, /postgres:\/\/user:password@host/);
        assert.not.match(message, "geheimes-wort");
      }
    });
  },
);

test("the database's server ends with the suite", async () => {
  await server?.stop();
});

test.run();
