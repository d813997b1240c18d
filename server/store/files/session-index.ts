/**
 * Lists sessions without reading every `session.json` each time: remembers what each one said, in memory and in one file, and
 * reads again only what was replaced since. `session.json` stays the truth: an index that is missing, torn, old or written by
 * another process costs time, never a wrong answer.
 */
import { randomUUID } from "node:crypto";
import { lstatSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { listingOf, type SessionListing } from "../metadata.ts";
import { SESSION_ID } from "../session-id.ts";
import { METADATA_FILE, readMetadata } from "./metadata-file.ts";

interface Entry {
  /** Of the `session.json` that was read: it is replaced whole, so that another one has another mark. */
  readonly mark: string;
  /** Nothing where it cannot be read. */
  readonly listing?: SessionListing;
}

const FILE_NAME = ".index.json";
const INDEX_VERSION = 1;
/** So many files are open at once. */
const READ_AT_ONCE = 32;
/** Other requests get their turn after so many looks at the disk. */
const MARKS_IN_A_ROW = 500;
/** Fewer are quicker read again than a file is written for them. */
const SAVED_AFTER_READS = 32;

export class SessionIndex {
  readonly #directory: string;
  #entries: Map<string, Entry> | undefined;
  #readsSinceSave = 0;
  #current: Promise<SessionListing[]> | undefined;
  /** How many `session.json` were read: what the index is there to save. */
  reads = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Every session whose metadata can be read, in no order: as it is after the call, so that lists do not share a look. */
  async list(): Promise<SessionListing[]> {
    // One after another: two at once would read the same files twice.
    const before = this.#current;
    const current = (async () => {
      await before?.catch(() => {});
      return this.#list();
    })();
    this.#current = current;
    return current;
  }

  /** Keeps what was read for the next process. An index that cannot be written is no loss. */
  async save(): Promise<void> {
    if (this.#entries === undefined || this.#readsSinceSave === 0) return;
    this.#readsSinceSave = 0;
    const path = join(this.#directory, FILE_NAME);
    const draft = `${path}.${randomUUID()}`;
    try {
      const text = JSON.stringify({ version: INDEX_VERSION, sessions: [...this.#entries] });
      await writeFile(draft, text, { mode: 0o600, flag: "wx" });
      await rename(draft, path);
    } catch {
      await rm(draft, { force: true }).catch(() => {});
    }
  }

  async #list(): Promise<SessionListing[]> {
    const known = this.#entries ?? (await this.#load());
    const entries = new Map<string, Entry>();
    const changed: { id: string; mark: string }[] = [];
    const names = (await readdir(this.#directory).catch(() => [])).filter((name) => SESSION_ID.test(name));
    for (const [index, id] of names.entries()) {
      if (index % MARKS_IN_A_ROW === MARKS_IN_A_ROW - 1) await nextTurn();
      const mark = markOf(join(this.#directory, id, METADATA_FILE));
      const entry = known.get(id);
      if (mark !== undefined && entry?.mark === mark) entries.set(id, entry);
      else if (mark !== undefined) changed.push({ id, mark });
    }
    for (let start = 0; start < changed.length; start += READ_AT_ONCE) {
      const batch = changed.slice(start, start + READ_AT_ONCE);
      const read = await Promise.all(batch.map(({ id }) => this.#read(id)));
      for (const [index, { id, mark }] of batch.entries()) entries.set(id, { mark, ...read[index] });
    }
    this.#entries = entries;
    this.#readsSinceSave += changed.length;
    if (this.#readsSinceSave >= SAVED_AFTER_READS) await this.save();
    return [...entries.values()].flatMap(({ listing }) => (listing === undefined ? [] : [listing]));
  }

  async #read(id: string): Promise<{ listing?: SessionListing }> {
    this.reads += 1;
    const metadata = await readMetadata(join(this.#directory, id)).catch(() => undefined);
    return metadata === undefined ? {} : { listing: listingOf(metadata) };
  }

  async #load(): Promise<ReadonlyMap<string, Entry>> {
    try {
      const { version, sessions } = JSON.parse(await readFile(join(this.#directory, FILE_NAME), "utf8"));
      if (version !== INDEX_VERSION || !Array.isArray(sessions)) return new Map();
      return new Map(sessions.filter(isEntry));
    } catch {
      return new Map();
    }
  }
}

function markOf(path: string): string | undefined {
  // Synchronous: it takes microseconds, and by the thread pool it would take ten times as long.
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found === undefined ? undefined : `${found.ino} ${found.mtimeMs} ${found.size}`;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is [string, Entry] {
  if (!Array.isArray(value)) return false;
  const [id, entry] = value as [unknown, Partial<Entry> | null];
  if (typeof entry?.mark !== "string") return false;
  const { listing } = entry;
  if (listing === undefined) return true;
  const texts = [listing.session_id, listing.cwd, listing.created, listing.updated];
  return listing.session_id === id && texts.every((text) => typeof text === "string");
}
