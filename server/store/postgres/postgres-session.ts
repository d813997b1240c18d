/** A session as rows of a database, open for writing in this process for as long as it has the lease. */
import { makeRedactor, type Redactor } from "../../../modules/lib/redaction/index.ts";
import type { LoggedEvent, Repair, StoredSession } from "../contracts.ts";
import { isStreamed, type JournalRecord, type JournalState } from "../journal-records.ts";
import { type SessionMetadata, timeAfter } from "../metadata.ts";
import type { StoreError } from "../store-error.ts";
import type { Database } from "./database.ts";
import type { Leased, Leases } from "./leases.ts";
import { columnsOf, lastLoggedSeq, readEvents } from "./rows.ts";
import { journalFailed, takenOver, WriteQueue, type WriteQueueOptions } from "./write-queue.ts";

export interface PostgresSessionParts {
  readonly database: Database;
  readonly leases: Leases;
  readonly metadata: SessionMetadata;
  readonly state: JournalState;
  readonly repairs: readonly Repair[];
  readonly stateDirectory: string;
  readonly secrets: readonly string[];
  readonly writing: Omit<WriteQueueOptions, "database" | "sessionId" | "onLost">;
}

export class PostgresSession implements StoredSession, Leased {
  readonly isKept = true;
  readonly #parts: PostgresSessionParts;
  readonly #queue: WriteQueue;
  readonly #redactor: Redactor;
  readonly #lost = new AbortController();
  #updating: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  metadata: SessionMetadata;

  constructor(parts: PostgresSessionParts) {
    this.#parts = parts;
    this.metadata = parts.metadata;
    this.#redactor = makeRedactor({ secrets: [...parts.secrets] });
    const { database, writing } = parts;
    const onLost = (reason: StoreError): void => this.#lost.abort(reason);
    this.#queue = new WriteQueue({ ...writing, database, sessionId: this.sessionId, onLost });
    parts.leases.hold(this);
  }

  get sessionId(): string {
    return this.metadata.session_id;
  }

  get epoch(): string {
    return this.#parts.writing.epoch;
  }

  get stateDirectory(): string {
    return this.#parts.stateDirectory;
  }

  get state(): JournalState {
    return this.#parts.state;
  }

  get repairs(): readonly Repair[] {
    return this.#parts.repairs;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  lose(reason: StoreError): void {
    this.#queue.lose(reason);
  }

  async append(record: JournalRecord): Promise<void> {
    await this.#queue.write({ kind: "record", text: recordText(record) });
    if (!isStreamed(record)) this.state.apply(record);
  }

  async sync(): Promise<void> {
    await this.#queue.write({ kind: "sync", text: "" });
  }

  async update(change: Partial<SessionMetadata>): Promise<void> {
    this.metadata = { ...this.metadata, ...change, updated: timeAfter(this.metadata.updated) };
    const { metadata } = this;
    // One after another: the last one stays.
    const update = this.#updating.then(() => this.#write(metadata));
    this.#updating = update.catch(() => {});
    return update;
  }

  async #write(metadata: SessionMetadata): Promise<void> {
    this.lost.throwIfAborted();
    const { text, cwd, updated, search } = columnsOf(metadata);
    const kept = await this.#parts.database
      .ask(
        (sql) => sql`
          UPDATE ampd.sessions SET metadata = ${text}, cwd = ${cwd}, updated = ${updated}, search = ${search}
          WHERE session_id = ${this.sessionId} AND epoch = ${this.epoch}::bigint RETURNING 1`,
        { retryWithinMs: this.#parts.writing.outageMs },
      )
      .catch((error: unknown) => Promise.reject(journalFailed(error)));
    if (kept.length === 0) this.lose(takenOver(this.sessionId));
    this.lost.throwIfAborted();
  }

  async logEvent({ seq, ts, event, data }: LoggedEvent): Promise<void> {
    const kept = Object.entries(data).filter(([key]) => key !== "raw" && !key.startsWith("raw_"));
    const text = JSON.stringify({ ts, event, data: this.#redactor.redact(Object.fromEntries(kept)) });
    await this.#queue.write({ kind: "event", text, seq });
  }

  readEvents(fromSeq: number): AsyncIterable<LoggedEvent> {
    return readEvents(this.#parts.database, this.sessionId, fromSeq);
  }

  lastLoggedSeq(): Promise<number> {
    return lastLoggedSeq(this.#parts.database, this.sessionId);
  }

  /** May be called twice. */
  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#queue.drained(), this.#updating]).then(() => this.#parts.leases.release(this));
    return this.#closing;
  }
}

/** As a row of the journal has it. */
export function recordText(record: JournalRecord): string {
  return JSON.stringify({ ...record, ts: new Date().toISOString() });
}
