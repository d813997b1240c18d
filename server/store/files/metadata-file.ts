/** `session.json`: a session's metadata as a file, written whole or not at all. */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseMetadata, type SessionMetadata } from "../metadata.ts";
import { StoreError } from "../store-error.ts";

export const METADATA_FILE = "session.json";

/** Nothing where there is no such session. The id is the directory's: of a copy, what the file says is not true. @throws StoreError `session-unreadable` */
export async function readMetadata(directory: string): Promise<SessionMetadata | undefined> {
  const path = join(directory, METADATA_FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw new StoreError(
      "session-unreadable",
      `${path} cannot be read: ${error instanceof Error ? error.message : error}`,
      error,
    );
  }
  return { ...parseMetadata(text, path), session_id: basename(directory) };
}

/** Readers see the old file or the new one, never a part. */
export async function writeMetadata(directory: string, metadata: SessionMetadata): Promise<void> {
  const draft = join(directory, `.${METADATA_FILE}.${randomUUID()}`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(draft, "wx", 0o600);
    await handle.writeFile(`${JSON.stringify(metadata, null, 2)}\n`);
    await handle.datasync();
    await handle.close();
    handle = undefined;
    await rename(draft, join(directory, METADATA_FILE));
  } catch (error) {
    await handle?.close();
    await rm(draft, { force: true });
    throw new StoreError(
      "journal-failed",
      `${METADATA_FILE} could not be written: ${error instanceof Error ? error.message : error}`,
      error,
    );
  }
}
