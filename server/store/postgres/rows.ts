/** What is in the rows of a session, read in pieces of bounded size: its journal, its events, its metadata. */
import type { JsonObject } from "../../../kernel/index.ts";
import type { ListFilter, LoggedEvent, Repair } from "../contracts.ts";
import { JournalState, parseRecord, requireKnownVersion } from "../journal-records.ts";
import { listingOf, parseMetadata, type SessionListing, type SessionMetadata } from "../metadata.ts";
import { sessionNotFound } from "../session-id.ts";
import type { Database } from "./database.ts";

const ROWS_AT_ONCE = 2000;

export interface ReadRows {
  readonly state: JournalState;
  readonly repairs: readonly Repair[];
  readonly lastOrdinal: number;
}

/** @throws StoreError `session-unreadable`, `store-unavailable` */
export async function readJournal(database: Database, sessionId: string): Promise<ReadRows> {
  const state = new JournalState();
  const repairs: Repair[] = [];
  let last = 0;
  for (;;) {
    const rows = await database.ask<{ ordinal: number; record: string }>(
      (sql) => sql`
        SELECT ordinal::float8 AS ordinal, record FROM ampd.journal
        WHERE session_id = ${sessionId} AND ordinal > ${String(last)}::bigint ORDER BY ordinal LIMIT ${ROWS_AT_ONCE}`,
    );
    for (const { ordinal, record: text } of rows) {
      if (ordinal !== last + 1) repairs.push(corrupt(last + 1, "Records are missing here; they were skipped."));
      last = ordinal;
      const record = parseRecord(text);
      if (record?.type === "journal") requireKnownVersion(record.version, `The journal of session ${sessionId}`);
      if (record !== undefined) state.apply(record);
      else repairs.push(corrupt(ordinal, "The record cannot be read; it was skipped."));
    }
    if (rows.length < ROWS_AT_ONCE) return { state, repairs, lastOrdinal: last };
  }
}

function corrupt(line: number, action: string): Repair {
  return { kind: "corrupt-line", line, action };
}

export async function* readEvents(database: Database, sessionId: string, fromSeq: number): AsyncGenerator<LoggedEvent> {
  let last = fromSeq;
  for (;;) {
    const rows = await database.ask<{ seq: number; event: string }>(
      (sql) => sql`
        SELECT seq::float8 AS seq, event FROM ampd.events
        WHERE session_id = ${sessionId} AND seq > ${String(last)}::bigint ORDER BY seq LIMIT ${ROWS_AT_ONCE}`,
    );
    for (const { seq, event: text } of rows) {
      last = seq;
      const { ts, event, data } = JSON.parse(text) as { ts: string; event: string; data: JsonObject };
      yield { seq, ts, event, data };
    }
    if (rows.length < ROWS_AT_ONCE) return;
  }
}

export async function lastLoggedSeq(database: Database, sessionId: string): Promise<number> {
  const [row] = await database.ask<{ seq: number }>(
    (sql) => sql`SELECT coalesce(max(seq), 0)::float8 AS seq FROM ampd.events WHERE session_id = ${sessionId}`,
  );
  return row?.seq ?? 0;
}

/** @throws StoreError `session-not-found`, `session-unreadable`, `store-unavailable` */
export async function readMetadata(database: Database, sessionId: string): Promise<SessionMetadata> {
  const [row] = await database.ask<{ metadata: string }>(
    (sql) => sql`SELECT metadata FROM ampd.sessions WHERE session_id = ${sessionId}`,
  );
  if (row === undefined) throw sessionNotFound(sessionId);
  return metadataFrom(row.metadata, sessionId);
}

/** @throws StoreError `session-unreadable` */
export function metadataFrom(text: string, sessionId: string): SessionMetadata {
  return parseMetadata(text, `The metadata of session ${sessionId}`);
}

export function columnsOf(metadata: SessionMetadata): { text: string; cwd: string; updated: string; search: string } {
  const { session_id, title, cwd, first_prompt, updated } = metadata;
  const search = [session_id, title, cwd, first_prompt].join("\n").toLowerCase();
  return { text: JSON.stringify(metadata), cwd: storable(cwd), updated, search: storable(search) };
}

export async function listSessions(database: Database, filter: ListFilter): Promise<SessionListing[]> {
  const cwd = filter.cwd === undefined ? null : storable(filter.cwd);
  const query = filter.query === undefined ? null : storable(filter.query.toLowerCase());
  const [updated, sessionId] = [filter.after?.updated ?? null, filter.after?.session_id ?? null];
  const rows = await database.ask<{ metadata: string }>(
    (sql) => sql`
      SELECT metadata FROM ampd.sessions
      WHERE ${cwd === null ? sql`true` : sql`cwd = ${cwd}`}
        AND ${query === null ? sql`true` : sql`strpos(search, ${query}) > 0`}
        AND ${updated === null ? sql`true` : sql`updated <= ${updated} AND (updated < ${updated} OR session_id > ${sessionId})`}
      ORDER BY updated DESC, session_id LIMIT ${filter.limit}`,
  );
  return rows.map(({ metadata }) => listingOf(JSON.parse(metadata) as SessionMetadata));
}

/** The database's texts hold neither NUL nor half a character. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll("\0", "")).toString();
}
