/**
 * What a compaction decided, kept in the session's state directory, so that a session that comes back shows the model the same
 * beginning, byte for byte. Decisions count only for the history that they were made on: a digest of its beginning tells.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Message, messageOf } from "../../../kernel/index.ts";
import type { Decision, Decisions } from "./view.ts";

export interface Compacted {
  readonly decisions: Decisions;
  readonly level: number;
}

export interface KeepOptions {
  /** Nothing: nothing is kept. */
  readonly stateDir: string | undefined;
  readonly report: (line: string) => void;
}

interface KeptFile {
  readonly version: 1;
  readonly level: number;
  readonly decisions: readonly (readonly [number, Decision])[];
  readonly digest: string;
}

const FILE_NAME = "compaction.json";

/** Never rejects: a compaction that could not be kept costs a restart the vendor's cache, and nothing else. */
export async function keepCompacted(
  compacted: Compacted,
  history: readonly Message[],
  { stateDir, report }: KeepOptions,
): Promise<void> {
  if (stateDir === undefined) return;
  const { level, decisions } = compacted;
  const kept: KeptFile = { version: 1, level, decisions: [...decisions], digest: digestOf(history, decisions) };
  const draft = join(stateDir, `.${FILE_NAME}.${randomUUID()}`);
  try {
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
    await rename(draft, join(stateDir, FILE_NAME));
  } catch (error) {
    await rm(draft, { force: true });
    report(`what the compaction decided could not be kept: ${messageOf(error)}`);
  }
}

/** Nothing where nothing was kept, or it was made on another history. */
export async function keptCompacted(
  history: readonly Message[],
  { stateDir, report }: KeepOptions,
): Promise<Compacted | undefined> {
  if (stateDir === undefined) return undefined;
  try {
    const { version, level, decisions, digest } = JSON.parse(
      await readFile(join(stateDir, FILE_NAME), "utf8"),
    ) as KeptFile;
    if (version !== 1) return undefined;
    const compacted = { level, decisions: new Map(decisions) };
    return digestOf(history, compacted.decisions) === digest ? compacted : undefined;
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isAbsent) report(`what an earlier compaction decided cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

/** Of the history up to the last message that a decision is about. */
function digestOf(history: readonly Message[], decisions: Decisions): string {
  let covered = 0;
  for (const index of decisions.keys()) covered = Math.max(covered, index + 1);
  const hash = createHash("sha256");
  for (const message of history.slice(0, covered)) hash.update(`${JSON.stringify(message)}\n`);
  return `${Math.min(covered, history.length)} ${hash.digest("hex")}`;
}
