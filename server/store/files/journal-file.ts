/**
 * The file of a journal: appends whole lines, each with one write, so that what was written survives the death of the process;
 * `sync` makes it survive the machine's. Not safe for two writers: the session's lock sees to that.
 */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import type { Repair, SyncPolicy } from "../contracts.ts";
import { type JournalRecord, JournalState, parseRecord, requireKnownVersion } from "../journal-records.ts";
import { StoreError } from "../store-error.ts";
import { linesIn } from "./lines.ts";

export interface ReadJournal {
  readonly state: JournalState;
  readonly repairs: readonly Repair[];
  /** Bytes of whole lines; what stands behind them is a torn line. */
  readonly wholeBytes: number;
}

/** @throws StoreError `session-unreadable` for a journal of a newer version, or one that cannot be read */
export async function readJournal(path: string): Promise<ReadJournal> {
  const state = new JournalState();
  const repairs: Repair[] = [];
  const content = await contentOf(path);
  if (content === undefined) {
    repairs.push({
      kind: "journal-missing",
      action: "The journal file is gone; the session goes on with an empty history.",
    });
    return { state, repairs, wholeBytes: 0 };
  }
  const wholeBytes = content.lastIndexOf(NEWLINE) + 1;
  let lines = 0;
  for (const line of linesIn(content)) {
    lines += 1;
    const record = parseRecord(line);
    if (record?.type === "journal") requireKnownVersion(record.version, path);
    if (record !== undefined) state.apply(record);
    else if (line.trim() !== "")
      repairs.push({ kind: "corrupt-line", line: lines, action: "The line cannot be read; it was skipped." });
  }
  if (wholeBytes < content.length) {
    const action =
      "The last line was cut off when the process ended; it was removed. Nothing had been acknowledged of it.";
    repairs.push({ kind: "torn-line", line: lines + 1, action });
  }
  return { state, repairs, wholeBytes };
}

export class JournalFile {
  readonly #fd: number;
  readonly #policy: SyncPolicy;
  #handle: FileHandle | undefined;
  #isClosed = false;

  private constructor(fd: number, policy: SyncPolicy) {
    this.#fd = fd;
    this.#policy = policy;
  }

  /** @param wholeBytes where the last whole line ends; what stands behind it is removed */
  static async open(
    path: string,
    options: { readonly wholeBytes: number; readonly policy: SyncPolicy },
  ): Promise<JournalFile> {
    const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
    const fd = openForWriting(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW);
    const file = new JournalFile(fd, options.policy);
    try {
      ftruncateSync(fd, options.wholeBytes);
      if (options.policy !== "off") file.#handle = await open(path, "r");
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Written when it returns: it survives the death of the process. Throws when it could not be written; nothing of it stays then. */
  write(record: JournalRecord): void {
    // What was given up on may still come to an end, and want to write: by now the number of the file may be another's.
    if (this.#isClosed) throw new Error("the session is closed");
    writeWhole(this.#fd, Buffer.from(`${JSON.stringify({ ...record, ts: new Date().toISOString() })}\n`));
  }

  /** After a record: on disk when it resolves, under the policy `always`. */
  async syncRecord(): Promise<void> {
    if (this.#policy === "always") await this.#handle?.datasync();
  }

  /** Everything that was written is on disk, under the policies `always` and `turn`. */
  async sync(): Promise<void> {
    await this.#handle?.datasync();
  }

  /** May be called twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#handle?.close();
    closeSync(this.#fd);
  }
}

const NEWLINE = 0x0a;

function openForWriting(path: string, flags: number): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError("session-unreadable", `The journal cannot be opened for writing: ${why}`, error);
  }
}

/** A write that the disk cut short is finished, or, when that fails, undone: no half line stays behind. */
function writeWhole(fd: number, line: Buffer): void {
  const { size } = fstatSync(fd);
  let written = 0;
  try {
    while (written < line.length) written += writeSync(fd, line, written);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new StoreError(
      "session-unreadable",
      `The journal cannot be read: ${error instanceof Error ? error.message : error}`,
      error,
    );
  }
}
