/** The sessions on disk: one directory each, found by id from anywhere. Makes, opens, lists and removes them; runs nothing. */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ErrorKind } from "../../../protocol/index.ts";
import type {
  CreateOptions,
  ListFilter,
  LoggedEvent,
  NewSession,
  Repair,
  SessionStore,
  StoredSession,
  SyncPolicy,
} from "../contracts.ts";
import { JOURNAL_VERSION, JournalState } from "../journal-records.ts";
import { MemorySession } from "../memory-session.ts";
import { newMetadata, type SessionListing, type SessionMetadata } from "../metadata.ts";
import { recover } from "../recovery.ts";
import { select } from "../selection.ts";
import { sessionNotFound as notFound, requireSessionId } from "../session-id.ts";
import { StoreError } from "../store-error.ts";
import { lastLoggedSeq, readEvents } from "./event-log.ts";
import { FileSession } from "./file-session.ts";
import { HALF_MADE, markHalfMade, removeDirectory, removeHalfMade, unmarkHalfMade } from "./half-made.ts";
import { JournalFile, readJournal } from "./journal-file.ts";
import { readMetadata } from "./metadata-file.ts";
import { SessionIndex } from "./session-index.ts";
import { isLocked, lockSession } from "./session-lock.ts";

const JOURNAL_NAME = "journal.jsonl";

export interface FileStoreOptions {
  /** The directory that holds the sessions'. */
  readonly directory: string;
  readonly policy: SyncPolicy;
}

export class FileStore implements SessionStore {
  readonly #options: FileStoreOptions;
  readonly #index: SessionIndex;

  constructor(options: FileStoreOptions) {
    this.#options = options;
    this.#index = new SessionIndex(options.directory);
  }

  async create(session: NewSession, { isEphemeral, history = [] }: CreateOptions): Promise<StoredSession> {
    const metadata = newMetadata(session);
    if (isEphemeral) return new MemorySession(metadata, history);
    const directory = await this.#makeDirectory(session.session_id);
    const unlock = lock(directory, "journal-failed");
    let journal: JournalFile | undefined;
    try {
      await markHalfMade(directory);
      journal = await JournalFile.open(join(directory, JOURNAL_NAME), {
        wholeBytes: 0,
        policy: this.#options.policy,
      });
      const stored = new FileSession({ directory, metadata, state: new JournalState(), repairs: [], journal, unlock });
      await stored.append({ type: "journal", version: JOURNAL_VERSION, session_id: session.session_id });
      for (const record of history) await stored.append(record);
      await stored.sync();
      // The metadata come last: with them there is a session, and until then there is none.
      await stored.update({ turns: stored.state.lastTurn });
      await unmarkHalfMade(directory);
      return stored;
    } catch (error) {
      await journal?.close();
      unlock();
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  async open(sessionId: string): Promise<StoredSession> {
    const { directory } = await this.#find(sessionId);
    const unlock = lock(directory, "session-unreadable");
    let journal: JournalFile | undefined;
    try {
      // Read again under the lock: whoever had it before may have changed it up to the last moment.
      const { metadata } = await this.#find(sessionId);
      const path = join(directory, JOURNAL_NAME);
      const { state, repairs, wholeBytes } = await readJournal(path);
      journal = await JournalFile.open(path, { wholeBytes, policy: this.#options.policy });
      const copied = copiedFrom(state, sessionId);
      const recovery = recover(state);
      const told = [...repairs, ...copied, ...recovery.repairs];
      const stored = new FileSession({ directory, metadata, state, repairs: told, journal, unlock });
      if (state.sessionId !== sessionId) {
        await stored.append({ type: "journal", version: JOURNAL_VERSION, session_id: sessionId });
      }
      if (copied.length > 0) await stored.update({});
      for (const record of recovery.records) await stored.append(record);
      return stored;
    } catch (error) {
      await journal?.close();
      unlock();
      throw error;
    }
  }

  async read(sessionId: string): Promise<{ metadata: SessionMetadata; state: JournalState }> {
    const { directory, metadata } = await this.#find(sessionId);
    const { state } = await readJournal(join(directory, JOURNAL_NAME));
    return { metadata, state };
  }

  async list(filter: ListFilter): Promise<SessionListing[]> {
    return select(await this.#index.list(), filter);
  }

  async delete(sessionId: string): Promise<void> {
    const directory = this.#pathOf(sessionId);
    const names: string[] = await readdir(directory).catch(() => []);
    if (names.length === 0) throw notFound(sessionId);
    if (isLocked(directory)) throw new StoreError("session-locked", `Session ${sessionId} is in use; close it first.`);
    if (!(await removeDirectory(directory))) throw notFound(sessionId);
  }

  async isInUse(sessionId: string): Promise<boolean> {
    return isLocked(this.#pathOf(sessionId));
  }

  async tidy(): Promise<void> {
    await removeHalfMade(this.#options.directory);
  }

  readEvents(sessionId: string, fromSeq: number): AsyncIterable<LoggedEvent> {
    return readEvents(this.#pathOf(sessionId), fromSeq);
  }

  lastLoggedSeq(sessionId: string): Promise<number> {
    return lastLoggedSeq(this.#pathOf(sessionId));
  }

  async close(): Promise<void> {
    await this.#index.save();
  }

  async #find(sessionId: string): Promise<{ directory: string; metadata: SessionMetadata }> {
    const directory = this.#pathOf(sessionId);
    const metadata = await readMetadata(directory);
    if (metadata !== undefined) return { directory, metadata };
    const names: string[] = await readdir(directory).catch(() => []);
    if (!names.includes(JOURNAL_NAME) || names.includes(HALF_MADE)) throw notFound(sessionId);
    const message = `${join(directory, "session.json")} is missing, so the session's mount plan is not known.`;
    throw new StoreError("session-unreadable", message);
  }

  async #makeDirectory(sessionId: string): Promise<string> {
    const directory = this.#pathOf(sessionId);
    try {
      await makeDirectories(this.#options.directory);
      await mkdir(directory, { mode: 0o700 });
      return directory;
    } catch (error) {
      const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (isThere && "path" in error && error.path === directory) {
        throw new StoreError(
          "session-exists",
          `There is a session ${sessionId} already; resume it, or choose another id.`,
        );
      }
      const why = error instanceof Error ? error.message : String(error);
      const hint = "choose another place with AMPD_HOME, or make the session ephemeral";
      throw new StoreError("journal-failed", `The session's directory could not be made: ${why}; ${hint}.`, error);
    }
  }

  #pathOf(sessionId: string): string {
    requireSessionId(sessionId);
    return join(this.#options.directory, sessionId);
  }
}

/** A directory that was copied is a session of its own from now on. */
function copiedFrom({ sessionId: origin }: JournalState, sessionId: string): Repair[] {
  if (origin === undefined || origin === sessionId) return [];
  const action = `The directory is a copy of session ${origin}'s; it goes on as ${sessionId}, a session of its own.`;
  return [{ kind: "copied-session", action }];
}

/** Level by level: with `recursive`, Node never comes back from places such as `/proc`. */
async function makeDirectories(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) return;
  if (dirname(path) !== path) await makeDirectories(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error) => {
    if (!(await stat(path).catch(() => undefined))?.isDirectory()) throw error;
  });
}

/** A directory in which nothing can be written is told as what it is. */
function lock(directory: string, kind: ErrorKind): () => void {
  try {
    return lockSession(directory);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      kind,
      `The session's directory cannot be written: ${why}; change its mode or its owner.`,
      error,
    );
  }
}
