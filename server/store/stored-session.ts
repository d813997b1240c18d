/** A session as its store keeps it: journal, metadata, lock; and the same in memory for a session that is not to be kept. */
import type { JournalFile, Repair } from "./journal-file.ts";
import { type JournalRecord, JournalState } from "./journal-records.ts";
import { type SessionMetadata, writeMetadata } from "./metadata.ts";
import { StoreError } from "./store-error.ts";

export interface StoredSession {
  /** Where its files are; nothing for a session that is not kept. */
  readonly directory: string | undefined;
  readonly metadata: SessionMetadata;
  readonly state: JournalState;
  /** What was mended when it was opened. */
  readonly repairs: readonly Repair[];
  /** @throws StoreError `journal-failed`; the record then counts as never written */
  append(record: JournalRecord): Promise<void>;
  /** Everything appended is as durable as the policy says. @throws StoreError `journal-failed` */
  sync(): Promise<void>;
  update(change: Partial<SessionMetadata>): Promise<void>;
  /** Gives up the lock. */
  close(): Promise<void>;
}

export class MemorySession implements StoredSession {
  readonly directory = undefined;
  readonly state = new JournalState();
  readonly repairs = [];
  metadata: SessionMetadata;

  constructor(metadata: SessionMetadata) {
    this.metadata = metadata;
  }

  async append(record: JournalRecord): Promise<void> {
    if (record.type !== "partial" && record.type !== "output") this.state.apply(record);
  }

  async sync(): Promise<void> {}

  async update(change: Partial<SessionMetadata>): Promise<void> {
    this.metadata = { ...this.metadata, ...change };
  }

  async close(): Promise<void> {}
}

export interface FileSessionParts {
  readonly directory: string;
  readonly metadata: SessionMetadata;
  readonly state: JournalState;
  readonly repairs: readonly Repair[];
  readonly journal: JournalFile;
  readonly unlock: () => void;
}

export class FileSession implements StoredSession {
  readonly #parts: FileSessionParts;
  metadata: SessionMetadata;

  constructor(parts: FileSessionParts) {
    this.#parts = parts;
    this.metadata = parts.metadata;
  }

  get directory(): string {
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
      // Streamed pieces matter to a reader after a crash, not to this process, which has the whole.
      if (record.type !== "partial" && record.type !== "output") this.state.apply(record);
      await this.#parts.journal.syncRecord();
    });
  }

  async sync(): Promise<void> {
    await durably(() => this.#parts.journal.sync());
  }

  async update(change: Partial<SessionMetadata>): Promise<void> {
    this.metadata = { ...this.metadata, ...change, updated: new Date().toISOString() };
    await writeMetadata(this.directory, this.metadata);
  }

  async close(): Promise<void> {
    try {
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
