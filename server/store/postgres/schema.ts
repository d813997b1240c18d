/** The tables of the PostgreSQL store, and how they come to be: in one transaction, one process at a time, version by version. */
import type { Sql } from "postgres";
import { StoreError } from "../store-error.ts";

/** Each leads from the version of its index to the next one. One that has been released is never changed. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE ampd.sessions (
     session_id text COLLATE "C" PRIMARY KEY,
     metadata text NOT NULL,
     cwd text NOT NULL,
     updated text COLLATE "C" NOT NULL,
     -- What a search looks through, in lower case.
     search text NOT NULL,
     -- Grows with each owner: what an earlier owner still sends is not written.
     epoch bigint NOT NULL DEFAULT 0,
     owner text,
     expires timestamptz
   );
   CREATE INDEX sessions_by_use ON ampd.sessions (updated DESC, session_id);
   CREATE INDEX sessions_by_cwd ON ampd.sessions (cwd, updated DESC, session_id);
   CREATE TABLE ampd.journal (
     session_id text COLLATE "C" NOT NULL,
     ordinal bigint NOT NULL,
     record text NOT NULL,
     PRIMARY KEY (session_id, ordinal)
   );
   CREATE TABLE ampd.events (
     session_id text COLLATE "C" NOT NULL,
     seq bigint NOT NULL,
     event text NOT NULL,
     PRIMARY KEY (session_id, seq)
   );`,
];

/** Any number that nothing else in the database locks. */
const MIGRATION_LOCK = 7_164_552_003;

/** @throws StoreError `session-unreadable` when the tables are of a newer version; what the database says */
export async function migrate(sql: Sql): Promise<void> {
  if ((await versionOf(sql)) === MIGRATIONS.length) return;
  await sql.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`;
    const version = await versionOf(transaction as unknown as Sql);
    if (version === undefined) await transaction.unsafe(FIRST_OF_ALL);
    for (const migration of MIGRATIONS.slice(version ?? 0)) await transaction.unsafe(migration);
    await transaction`UPDATE ampd.schema SET version = ${MIGRATIONS.length}`;
  });
}

const FIRST_OF_ALL = `
  DO $$ BEGIN IF to_regnamespace('ampd') IS NULL THEN CREATE SCHEMA ampd; END IF; END $$;
  CREATE TABLE ampd.schema (version integer NOT NULL);
  INSERT INTO ampd.schema VALUES (0)`;

/** Nothing where there are no tables yet. */
async function versionOf(sql: Sql): Promise<number | undefined> {
  // Not `to_regclass`: it may remember from before the lock that there was nothing.
  const [found] = await sql`
    SELECT EXISTS (
      SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'ampd' AND c.relname = 'schema') AS exists`;
  if (found?.exists !== true) return undefined;
  const [row] = await sql`SELECT version FROM ampd.schema`;
  const version = Number(row?.version ?? 0);
  if (version <= MIGRATIONS.length) return version;
  const message = `The database's tables have version ${version}, and this ampd knows up to ${MIGRATIONS.length}; use a newer ampd.`;
  throw new StoreError("session-unreadable", message);
}
