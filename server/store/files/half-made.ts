/** Directories that are not sessions yet, or not any more: a process that dies while it makes or removes one leaves nothing that counts. */
import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SESSION_ID } from "../session-id.ts";
import { StoreError } from "../store-error.ts";
import { METADATA_FILE } from "./metadata-file.ts";
import { isLocked } from "./session-lock.ts";

/** Marks a directory whose metadata are still to come; beside metadata it says nothing. */
export const HALF_MADE = ".half-made";
const REMOVED = ".removed-";
/** What is younger may be somebody's who is still at it. */
const LEFT_ALONE_MS = 3_600_000;

/** @throws StoreError `journal-failed` */
export async function markHalfMade(directory: string): Promise<void> {
  try {
    await writeFile(join(directory, HALF_MADE), "", { mode: 0o600 });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new StoreError("journal-failed", `The session's directory cannot be written: ${why}`, error);
  }
}

export async function unmarkHalfMade(directory: string): Promise<void> {
  await rm(join(directory, HALF_MADE), { force: true });
}

/** Moved aside first, so that it is there whole or not at all. Answers whether it was there: somebody else may have been quicker. */
export async function removeDirectory(directory: string): Promise<boolean> {
  const aside = join(dirname(directory), `${REMOVED}${randomUUID()}`);
  try {
    await rename(directory, aside);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
  return true;
}

/** @param sessions the directory that holds the sessions' */
export async function removeHalfMade(sessions: string): Promise<void> {
  const names: string[] = await readdir(sessions).catch(() => []);
  for (const name of names) {
    const directory = join(sessions, name);
    if (name.startsWith(REMOVED)) await rm(directory, { recursive: true, force: true });
    else if (SESSION_ID.test(name) && (await isHalfMade(directory))) await removeDirectory(directory);
  }
}

async function isHalfMade(directory: string): Promise<boolean> {
  const marked = await stat(join(directory, HALF_MADE)).catch(() => undefined);
  if (marked === undefined || Date.now() - marked.mtimeMs < LEFT_ALONE_MS || isLocked(directory)) return false;
  const metadata = await stat(join(directory, METADATA_FILE)).catch(() => undefined);
  return metadata === undefined;
}
