/**
 * Writes one session's records and events in the order in which they came. What waits goes together, in one statement that also
 * checks the lease: either all of it is written, by the owner, or nothing. Asked again after a lost connection, it writes nothing
 * twice and leaves no gap.
 */
import type { Sql } from "postgres";
import { messageOf } from "../../../kernel/index.ts";
import type { SyncPolicy } from "../contracts.ts";
import { StoreError } from "../store-error.ts";
import { arrayLiteral } from "./array-literal.ts";
import { type Database, isUncertain } from "./database.ts";

export interface WriteQueueOptions {
  readonly database: Database;
  readonly sessionId: string;
  /** Of this owner. */
  readonly epoch: string;
  /** Of the last record that is stored; 0: none. */
  readonly lastOrdinal: number;
  readonly policy: SyncPolicy;
  /** How long the database may be gone before the session gives up. */
  readonly outageMs: number;
  /** Nothing more can be written, for this reason. */
  readonly onLost: (reason: StoreError) => void;
}

type Entry =
  | { readonly kind: "record"; readonly text: string }
  | { readonly kind: "event"; readonly text: string; readonly seq: number }
  | { readonly kind: "sync"; readonly text: "" };

type Waiting = Entry & { readonly resolve: () => void; readonly reject: (error: unknown) => void };

interface Row {
  readonly table: "journal" | "events";
  readonly number: number;
  readonly text: string;
}

interface Outcome {
  /** 1 if the lease is ours. */
  readonly held: number;
  /** How many of the new records were written by this statement. */
  readonly fresh: number;
}

const MAX_UNFLUSHED_CHARS = 1024 * 1024;
const MAX_WAITING = 10_000;
const MAX_BATCH_ENTRIES = 500;
const MAX_BATCH_CHARS = 4 * 1024 * 1024;

export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #waiting: Waiting[] = [];
  #lastOrdinal: number;
  /** Committed, but perhaps not on the database's disk yet. */
  #unflushed: Row[] = [];
  #running: Promise<void> | undefined;
  #lost: StoreError | undefined;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
    this.#lastOrdinal = options.lastOrdinal;
  }

  /** Resolves when it is committed. @throws StoreError */
  write(entry: Entry): Promise<void> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(
        new StoreError("journal-failed", "The database is too slow: too much waits to be written."),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...entry, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Nothing is written any more. */
  lose(reason: StoreError): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    for (const { reject } of this.#waiting) reject(reason);
    this.#waiting = [];
    this.#options.onLost(reason);
  }

  /** Resolves when nothing is under way any more. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // What is appended in the same moment goes with the first.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.#commit(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const reason = journalFailed(error);
        // Where the outcome is not known, neither is the next ordinal.
        if (isUncertain(error) || reason.kind === "session-locked") this.lose(reason);
        for (const { reject } of batch) reject(reason);
      }
    }
    this.#running = undefined;
  }

  #takeBatch(): Waiting[] {
    let [count, chars] = [0, 0];
    for (const { text } of this.#waiting) {
      chars += text.length;
      if (count > 0 && (chars > MAX_BATCH_CHARS || count >= MAX_BATCH_ENTRIES)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const rows = this.#number(batch);
    const isDurable = this.#isDurable(batch);
    // A database that crashes forgets what it had not flushed: before anything is acknowledged for good, all of it goes again.
    const sent = isDurable ? [...this.#unflushed, ...rows] : rows;
    const { sessionId, outageMs, database } = this.#options;
    let attempts = 0;
    const [outcome] = await database.ask<Outcome>(
      (sql) => {
        attempts += 1;
        return this.#statement(sql, sent, isDurable);
      },
      { retryWithinMs: outageMs },
    );
    if (outcome?.held !== 1) throw takenOver(sessionId);
    const records = rows.filter(({ table }) => table === "journal").length;
    // A second attempt finds what the first one wrote. A first one that finds anything has met another writer.
    if (attempts === 1 && outcome.fresh !== records) throw takenOver(sessionId);
    this.#lastOrdinal += records;
    if (isDurable) this.#unflushed = [];
    else if (this.#options.policy === "turn") this.#unflushed.push(...rows);
  }

  #number(batch: readonly Entry[]): Row[] {
    let ordinal = this.#lastOrdinal;
    return batch.flatMap((entry): Row[] => {
      if (entry.kind === "sync") return [];
      if (entry.kind === "event") return [{ table: "events", number: entry.seq, text: entry.text }];
      ordinal += 1;
      return [{ table: "journal", number: ordinal, text: entry.text }];
    });
  }

  #statement(sql: Sql, rows: readonly Row[], isDurable: boolean): PromiseLike<readonly Outcome[]> {
    const { sessionId, epoch } = this.#options;
    const numbersOf = (table: Row["table"]): string =>
      arrayLiteral(rows.filter((row) => row.table === table).map(({ number }) => String(number)));
    const textsOf = (table: Row["table"]): string =>
      arrayLiteral(rows.filter((row) => row.table === table).map(({ text }) => text));
    return sql<Outcome[]>`
      WITH mode AS MATERIALIZED (SELECT set_config('synchronous_commit', ${isDurable ? "on" : "off"}, true)),
      lease AS MATERIALIZED (
        SELECT s.session_id FROM ampd.sessions s, mode
        WHERE s.session_id = ${sessionId} AND s.epoch = ${epoch}::bigint FOR SHARE OF s),
      written AS (
        INSERT INTO ampd.journal (session_id, ordinal, record)
        SELECT lease.session_id, r.number, r.text
        FROM lease, unnest(${numbersOf("journal")}::bigint[], ${textsOf("journal")}::text[]) AS r (number, text)
        ON CONFLICT DO NOTHING RETURNING ordinal),
      logged AS (
        INSERT INTO ampd.events (session_id, seq, event)
        SELECT lease.session_id, e.number, e.text
        FROM lease, unnest(${numbersOf("events")}::bigint[], ${textsOf("events")}::text[]) AS e (number, text)
        ON CONFLICT DO NOTHING)
      SELECT (SELECT count(*) FROM lease)::int AS held,
        (SELECT count(*) FROM written WHERE ordinal > ${String(this.#lastOrdinal)}::bigint)::int AS fresh`;
  }

  #isDurable(batch: readonly Entry[]): boolean {
    const { policy } = this.#options;
    if (policy !== "turn") return policy === "always";
    const chars = this.#unflushed.reduce((sum, { text }) => sum + text.length, 0);
    return batch.some(({ kind }) => kind === "sync") || chars > MAX_UNFLUSHED_CHARS;
  }
}

/** What keeps its own kind is the loss of the lease. */
export function journalFailed(error: unknown): StoreError {
  if (error instanceof StoreError && error.kind === "session-locked") return error;
  return new StoreError("journal-failed", `The journal could not be written: ${messageOf(error)}`, error);
}

export function takenOver(sessionId: string): StoreError {
  const message = `Session ${sessionId} was taken over by another server, or deleted; it ends here. Resume it there, or later here.`;
  return new StoreError("session-locked", message);
}
