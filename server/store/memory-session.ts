/** A session that is not to be kept: the same contract, in memory. */
import type { LoggedEvent, StoredSession } from "./contracts.ts";
import { isStreamed, type JournalRecord, JournalState } from "./journal-records.ts";
import type { SessionMetadata } from "./metadata.ts";

export class MemorySession implements StoredSession {
  readonly isKept = false;
  readonly lost = new AbortController().signal;
  readonly stateDirectory = undefined;
  readonly state = new JournalState();
  readonly repairs = [];
  metadata: SessionMetadata;

  constructor(metadata: SessionMetadata, history: readonly JournalRecord[] = []) {
    for (const record of history) this.state.apply(record);
    this.metadata = { ...metadata, turns: this.state.lastTurn };
  }

  async append(record: JournalRecord): Promise<void> {
    if (!isStreamed(record)) this.state.apply(record);
  }

  async sync(): Promise<void> {}

  async update(change: Partial<SessionMetadata>): Promise<void> {
    this.metadata = { ...this.metadata, ...change };
  }

  async *readEvents(): AsyncGenerator<LoggedEvent> {}

  async lastLoggedSeq(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {}
}
