/**
 * What a store of sessions is, wherever it keeps them: journals by record, metadata, one writer at a time, the log of events.
 * Nothing outside a store knows how it does so. The journal's records are the language that all stores speak.
 */
import type { JsonObject } from "../../kernel/index.ts";
import type { JournalRecord, JournalState } from "./journal-records.ts";
import type { SessionListing, SessionMetadata } from "./metadata.ts";

/**
 * When a record is on disk: `always`, when its append resolves; `turn`, when a `sync` behind it resolves; `off`, when the system
 * thinks fit. Under each, what was appended survives the death of this process.
 */
export type SyncPolicy = "always" | "turn" | "off";

export type NewSession = Omit<SessionMetadata, "version" | "created" | "updated" | "turns">;

export interface SessionStore {
  /** It is there with its whole history, or not at all. @throws StoreError `session-exists`, `journal-failed` */
  create(session: NewSession, options: CreateOptions): Promise<StoredSession>;
  /** Opens a stored session for writing, and mends it. @throws StoreError `session-not-found`, `session-locked`, `session-unreadable` */
  open(sessionId: string): Promise<StoredSession>;
  /** What is stored, without opening it. @throws StoreError `session-not-found`, `session-unreadable` */
  read(sessionId: string): Promise<{ readonly metadata: SessionMetadata; readonly state: JournalState }>;
  /** Sessions that match, in the order of `byLastUse`; one whose metadata cannot be read is left out. */
  list(filter: ListFilter): Promise<SessionListing[]>;
  /** Whether a living process has it open. */
  isInUse(sessionId: string): Promise<boolean>;
  /** Removes what processes left that died while they made or removed a session. */
  tidy(): Promise<void>;
  /** Removes all that is stored. @throws StoreError `session-not-found`, `session-locked` */
  delete(sessionId: string): Promise<void>;
  /** The logged events of a session that nobody here has open, with a number over `fromSeq`, oldest first. */
  readEvents(sessionId: string, fromSeq: number): AsyncIterable<LoggedEvent>;
  /** The highest number in its log; 0 where there is none. */
  lastLoggedSeq(sessionId: string): Promise<number>;
  /** Lets go of what the store itself holds, when every session of it is closed. */
  close(): Promise<void>;
}

export interface CreateOptions {
  readonly isEphemeral: boolean;
  /** The records that it begins with, as a fork does. Default: none. */
  readonly history?: readonly JournalRecord[] | undefined;
}

export interface ListFilter {
  /** An absolute path: sessions that work there. */
  readonly cwd?: string | undefined;
  /** A part of the title, the directory, the id or the first prompt, in any case. */
  readonly query?: string | undefined;
  /** Only what comes behind this one. */
  readonly after?: ListPosition | undefined;
  readonly limit: number;
}

export type ListPosition = Pick<SessionMetadata, "updated" | "session_id">;

/** The one last used first; sessions of the same moment by id, so that pages never overlap. */
export function byLastUse(a: ListPosition, b: ListPosition): number {
  return compare(b.updated, a.updated) || compare(a.session_id, b.session_id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

export interface StoredSession {
  /** Whether anything of it outlives this process. */
  readonly isKept: boolean;
  /** Where modules may put files of the session on this machine; nothing for a session that is not kept. */
  readonly stateDirectory: string | undefined;
  readonly metadata: SessionMetadata;
  readonly state: JournalState;
  /** What was mended when it was opened. */
  readonly repairs: readonly Repair[];
  /** @throws StoreError `journal-failed`; the record then counts as never written */
  append(record: JournalRecord): Promise<void>;
  /** Everything appended is as durable as the policy says. @throws StoreError `journal-failed` */
  sync(): Promise<void>;
  /** @throws StoreError `journal-failed` */
  update(change: Partial<SessionMetadata>): Promise<void>;
  /** Aborts when the session is not this process's any more, for a StoreError: another took it over, or the store is gone. */
  readonly lost: AbortSignal;
  /**
   * Present where the store keeps the log of events itself; elsewhere `hooks-logging` writes it in the state directory. Redacts
   * what it keeps. Nobody may hear of the event before it resolves. @throws StoreError
   */
  readonly logEvent?: (event: LoggedEvent) => Promise<void>;
  /** The logged events with a number over `fromSeq`, oldest first. */
  readEvents(fromSeq: number): AsyncIterable<LoggedEvent>;
  lastLoggedSeq(): Promise<number>;
  /** Gives up the lock. */
  close(): Promise<void>;
}

/** Something that was wrong with what is stored, and what was done about it. */
export interface Repair {
  /** A stable word: `torn-line`, `corrupt-line`, `journal-missing`, `lost-prompt`, `interrupted-answer`, `lost-result`, `unfinished-turn`, `copied-session`. */
  readonly kind: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly action: string;
}

export interface LoggedEvent {
  readonly seq: number;
  /** ISO 8601. */
  readonly ts: string;
  readonly event: string;
  readonly data: JsonObject;
}
