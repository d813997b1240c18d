/**
 * Sessions in a PostgreSQL database, for any number of machines: each may serve, resume and take over what another began. Files
 * that modules keep beside a session (`stateDirectory`) stay on the machine where they were made.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type {
  CreateOptions,
  ListFilter,
  LoggedEvent,
  NewSession,
  SessionStore,
  StoredSession,
  SyncPolicy,
} from "../contracts.ts";
import { JOURNAL_VERSION, type JournalRecord, JournalState } from "../journal-records.ts";
import { MemorySession } from "../memory-session.ts";
import { newMetadata, type SessionListing, type SessionMetadata } from "../metadata.ts";
import { recover } from "../recovery.ts";
import { requireSessionId } from "../session-id.ts";
import { StoreError } from "../store-error.ts";
import { arrayLiteral } from "./array-literal.ts";
import { Database } from "./database.ts";
import { Leases } from "./leases.ts";
import { PostgresSession, type PostgresSessionParts, recordText } from "./postgres-session.ts";
import { columnsOf, lastLoggedSeq, listSessions, metadataFrom, readEvents, readJournal, readMetadata } from "./rows.ts";

export interface PostgresStoreOptions {
  readonly url: string;
  readonly policy: SyncPolicy;
  /** Holds the sessions' state directories on this machine. */
  readonly scratch: string;
  /** How long the database may be gone before a session ends. */
  readonly outageMs?: number | undefined;
  /** How long a lost connection is made again to read, or to open a session. Default: 2 s. */
  readonly retryWithinMs?: number | undefined;
  /** Values that no event may hold. */
  readonly secrets: readonly string[];
  readonly report: (line: string) => void;
}

const OUTAGE_MS = 15_000;

export class PostgresStore implements SessionStore {
  readonly #options: PostgresStoreOptions;
  readonly #database: Database;
  readonly #leases: Leases;

  /** Connects to nothing yet. @throws StoreError for a URL that is none */
  constructor(options: PostgresStoreOptions) {
    this.#options = options;
    this.#database = new Database(options);
    this.#leases = new Leases(this.#database, options.report);
  }

  async create(session: NewSession, { isEphemeral, history = [] }: CreateOptions): Promise<StoredSession> {
    if (isEphemeral) return new MemorySession(newMetadata(session), history);
    const { session_id } = session;
    requireSessionId(session_id);
    const state = new JournalState();
    const records: JournalRecord[] = [{ type: "journal", version: JOURNAL_VERSION, session_id }, ...history];
    for (const record of records) state.apply(record);
    const metadata = { ...newMetadata(session), turns: state.lastTurn };
    const epoch = await this.#insert(metadata, records);
    return this.#session(metadata, epoch, { state, repairs: [], lastOrdinal: records.length });
  }

  async open(sessionId: string): Promise<StoredSession> {
    requireSessionId(sessionId);
    const { epoch, metadata: text } = await this.#leases.take(sessionId);
    let stored: PostgresSession;
    let records: readonly JournalRecord[];
    try {
      const metadata = metadataFrom(text, sessionId);
      const { state, repairs, lastOrdinal } = await readJournal(this.#database, sessionId);
      const recovery = recover(state);
      const first: JournalRecord = { type: "journal", version: JOURNAL_VERSION, session_id: sessionId };
      records = lastOrdinal === 0 ? [first, ...recovery.records] : recovery.records;
      stored = this.#session(metadata, epoch, { state, repairs: [...repairs, ...recovery.repairs], lastOrdinal });
    } catch (error) {
      await this.#leases.release({ sessionId, epoch, lose: () => {} }).catch(() => {});
      throw error;
    }
    return written(stored, records);
  }

  async read(sessionId: string): Promise<{ metadata: SessionMetadata; state: JournalState }> {
    requireSessionId(sessionId);
    const metadata = await readMetadata(this.#database, sessionId);
    const { state } = await readJournal(this.#database, sessionId);
    return { metadata, state };
  }

  list(filter: ListFilter): Promise<SessionListing[]> {
    return listSessions(this.#database, filter);
  }

  isInUse(sessionId: string): Promise<boolean> {
    requireSessionId(sessionId);
    return this.#leases.isHeld(sessionId);
  }

  /** What is made or removed here is so in one step. */
  async tidy(): Promise<void> {}

  async delete(sessionId: string): Promise<void> {
    requireSessionId(sessionId);
    await this.#leases.delete(sessionId);
    await rm(this.#scratchOf(sessionId), { recursive: true, force: true });
  }

  readEvents(sessionId: string, fromSeq: number): AsyncIterable<LoggedEvent> {
    return readEvents(this.#database, sessionId, fromSeq);
  }

  lastLoggedSeq(sessionId: string): Promise<number> {
    return lastLoggedSeq(this.#database, sessionId);
  }

  async close(): Promise<void> {
    this.#leases.stop();
    await this.#database.close();
  }

  /** The row and its journal, all at once. @throws StoreError `session-exists`, `store-unavailable` */
  async #insert(metadata: SessionMetadata, records: readonly JournalRecord[]): Promise<string> {
    const { session_id } = metadata;
    const { text, cwd, updated, search } = columnsOf(metadata);
    const owner = JSON.stringify(this.#leases.owner);
    const journal = arrayLiteral(records.map(recordText));
    // Asked again after a lost connection, it finds what it made itself: an owner's token is never used twice.
    const [made] = await this.#database.ask<{ epoch: string }>(
      (sql) => sql`
        WITH made AS (
          INSERT INTO ampd.sessions AS s (session_id, metadata, cwd, updated, search, epoch, owner, expires)
          VALUES (${session_id}, ${text}, ${cwd}, ${updated}, ${search}, 1, ${owner},
            clock_timestamp() + ${this.#leases.duration}::interval)
          ON CONFLICT (session_id) DO UPDATE SET metadata = s.metadata
          WHERE s.owner = ${owner} AND s.metadata = ${text} AND s.epoch = 1
          RETURNING session_id, epoch::text),
        begun AS (
          INSERT INTO ampd.journal (session_id, ordinal, record)
          SELECT session_id, ordinal, record FROM made, unnest(${journal}::text[]) WITH ORDINALITY AS h (record, ordinal)
          ON CONFLICT DO NOTHING)
        SELECT epoch FROM made`,
    );
    if (made !== undefined) return made.epoch;
    const message = `There is a session ${session_id} already; resume it, or choose another id.`;
    throw new StoreError("session-exists", message);
  }

  #session(
    metadata: SessionMetadata,
    epoch: string,
    read: Pick<PostgresSessionParts, "state" | "repairs"> & { readonly lastOrdinal: number },
  ): PostgresSession {
    const { policy, secrets, outageMs = OUTAGE_MS } = this.#options;
    const { lastOrdinal, ...parts } = read;
    return new PostgresSession({
      ...parts,
      metadata,
      database: this.#database,
      leases: this.#leases,
      stateDirectory: this.#scratchOf(metadata.session_id),
      secrets,
      writing: { epoch, lastOrdinal, policy, outageMs },
    });
  }

  #scratchOf(sessionId: string): string {
    return join(this.#options.scratch, sessionId);
  }
}

/** With its first records; given up again when they cannot be written. */
async function written(stored: PostgresSession, records: readonly JournalRecord[]): Promise<PostgresSession> {
  try {
    await Promise.all(records.map((record) => stored.append(record)));
    return stored;
  } catch (error) {
    await stored.close().catch(() => {});
    throw error;
  }
}
