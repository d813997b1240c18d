/** A session as files in a directory of its own: journal, metadata, lock. */
import type { LoggedEvent, Repair, StoredSession } from "../contracts.ts";
import { isStreamed, type JournalRecord, type JournalState } from "../journal-records.ts";
import { type SessionMetadata, timeAfter } from "../metadata.ts";
import { StoreError } from "../store-error.ts";
import { lastLoggedSeq, readEvents } from "./event-log.ts";
import type { JournalFile } from "./journal-file.ts";
import { writeMetadata } from "./metadata-file.ts";

export interface FileSessionParts {
  readonly directory: string;
  readonly metadata: SessionMetadata;
  readonly state: JournalState;
  readonly repairs: readonly Repair[];
  readonly journal: JournalFile;
  readonly unlock: () => void;
}

export class FileSession implements StoredSession {
  readonly isKept = true;
  /** Never aborts. One that all sessions shared would keep what listens to it. */
  readonly lost = new AbortController().signal;
  readonly #parts: FileSessionParts;
  metadata: SessionMetadata;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(parts: FileSessionParts) {
    this.#parts = parts;
    this.metadata = parts.metadata;
  }

  get stateDirectory(): string {
    return this.#parts.directory;
  }

  get state(): JournalState {
    return this.#parts.state;
  }

  get repairs(): readonly Repair[] {
    return this.#parts.repairs;
  }

  async append(record: JournalRecord): Promise<void> {
    await durably(async () => {
      this.#parts.journal.write(record);
      if (!isStreamed(record)) this.state.apply(record);
      await this.#parts.journal.syncRecord();
    });
  }

  async sync(): Promise<void> {
    await durably(() => this.#parts.journal.sync());
  }

  async update(change: Partial<SessionMetadata>): Promise<void> {
    if (this.#isClosed)
      throw new StoreError("journal-failed", "The session is closed: its metadata may be another's now.");
    this.metadata = { ...this.metadata, ...change, updated: timeAfter(this.metadata.updated) };
    // One write after another: of two that run at once, the older one might come last.
    const write = (): Promise<void> => writeMetadata(this.#parts.directory, this.metadata);
    this.#writing = this.#writing.then(write, write);
    await this.#writing;
  }

  readEvents(fromSeq: number): AsyncIterable<LoggedEvent> {
    return readEvents(this.#parts.directory, fromSeq);
  }

  lastLoggedSeq(): Promise<number> {
    return lastLoggedSeq(this.#parts.directory);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    try {
      // Whoever has the lock next must not have an older file put over theirs.
      await this.#writing.catch(() => {});
      await this.#parts.journal.close();
    } finally {
      this.#parts.unlock();
    }
  }
}

async function durably(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError("journal-failed", `The journal could not be written: ${why}`, error);
  }
}
