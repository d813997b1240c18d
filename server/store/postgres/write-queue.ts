/**
 * Writes one session's records and events in the order in which they came. What waits goes together, in one statement that also
 * checks the lease: either all of it is written, by the owner, or nothing. Asked again after a lost connection, it writes nothing
 * twice and leaves no gap.
 */
import { messageOf } from "../../../kernel/index.ts";
import type { SyncPolicy } from "../contracts.ts";
import { StoreError } from "../store-error.ts";
import { type Database, isUncertain } from "./database.ts";

export interface WriteQueueOptions {
  readonly database: Database;
  readonly sessionId: string;
  /** Of this owner. */
  readonly epoch: string;
  /** Of the last record that is stored; 0: none. */
  readonly lastOrdinal: number;
  readonly policy: SyncPolicy;
  /** Nothing more can be written, for this reason. */
  readonly onLost: (reason: StoreError) => void;
}

type Entry =
  | { readonly kind: "record"; readonly text: string }
  | { readonly kind: "event"; readonly text: string; readonly seq: number }
  | { readonly kind: "sync"; readonly text: "" };

type Waiting = Entry & { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** How long a database may be gone before the session gives up. */
const RETRY_WITHIN_MS = 15_000;
const MAX_WAITING = 10_000;
const MAX_BATCH_ENTRIES = 500;
const MAX_BATCH_CHARS = 4 * 1024 * 1024;

export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #waiting: Waiting[] = [];
  #lastOrdinal: number;
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
    const { database, sessionId, epoch, policy } = this.#options;
    const records = batch.filter(({ kind }) => kind === "record").map(({ text }) => text);
    const ordinals = records.map((_, index) => String(this.#lastOrdinal + index + 1));
    const events = batch.filter((entry) => entry.kind === "event");
    const mode = isDurable(batch, policy) ? "on" : "off";
    let attempts = 0;
    const [outcome] = await database.ask<{ held: number; written: number }>(
      (sql) => {
        attempts += 1;
        return sql`
          WITH mode AS MATERIALIZED (SELECT set_config('synchronous_commit', ${mode}, true)),
          lease AS MATERIALIZED (
            SELECT s.session_id FROM ampd.sessions s, mode
            WHERE s.session_id = ${sessionId} AND s.epoch = ${epoch}::bigint FOR SHARE OF s),
          written AS (
            INSERT INTO ampd.journal (session_id, ordinal, record)
            SELECT lease.session_id, r.ordinal, r.record
            FROM lease, unnest(${ordinals}::bigint[], ${records}::text[]) AS r (ordinal, record)
            ON CONFLICT DO NOTHING RETURNING 1),
          logged AS (
            INSERT INTO ampd.events (session_id, seq, event)
            SELECT lease.session_id, e.seq, e.event
            FROM lease, unnest(${events.map(({ seq }) => String(seq))}::bigint[], ${events.map(({ text }) => text)}::text[])
              AS e (seq, event)
            ON CONFLICT DO NOTHING)
          SELECT (SELECT count(*) FROM lease)::int AS held, (SELECT count(*) FROM written)::int AS written`;
      },
      { retryWithinMs: RETRY_WITHIN_MS },
    );
    if (outcome?.held !== 1) throw takenOver(sessionId);
    // A second attempt finds what the first one wrote. A first one that finds anything has met another writer.
    if (attempts === 1 && outcome.written !== records.length) throw takenOver(sessionId);
    this.#lastOrdinal += records.length;
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

/** A synchronous commit makes all commits before it durable, too. */
function isDurable(batch: readonly Entry[], policy: SyncPolicy): boolean {
  return policy === "always" || (policy === "turn" && batch.some(({ kind }) => kind === "sync"));
}
