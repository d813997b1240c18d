/** `session.json`: what a session is made of, written whole or not at all. It never holds a secret. */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../kernel/index.ts";
import { StoreError } from "./store-error.ts";

export const METADATA_VERSION = 1;

export interface SessionMetadata {
  readonly version: number;
  readonly session_id: string;
  readonly parent_id?: string;
  readonly cwd: string;
  readonly profile?: string;
  readonly title?: string;
  /** The client's own. */
  readonly metadata?: JsonObject;
  /** As it was given or compiled: `${VAR}` unresolved, secrets left out. */
  readonly mount_plan: JsonObject;
  /** ISO 8601. */
  readonly created: string;
  readonly updated: string;
  readonly turns: number;
}

const FILE_NAME = "session.json";

/** Nothing where there is no such session. @throws StoreError `session-unreadable` */
export async function readMetadata(directory: string): Promise<SessionMetadata | undefined> {
  const path = join(directory, FILE_NAME);
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
  return parse(text, path);
}

/** Readers see the old file or the new one, never a part. */
export async function writeMetadata(directory: string, metadata: SessionMetadata): Promise<void> {
  const draft = join(directory, `.${FILE_NAME}.${randomUUID()}`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(draft, "wx", 0o600);
    await handle.writeFile(`${JSON.stringify(metadata, null, 2)}\n`);
    await handle.datasync();
    await handle.close();
    handle = undefined;
    await rename(draft, join(directory, FILE_NAME));
  } catch (error) {
    await handle?.close();
    await rm(draft, { force: true });
    throw new StoreError(
      "journal-failed",
      `${FILE_NAME} could not be written: ${error instanceof Error ? error.message : error}`,
      error,
    );
  }
}

function parse(text: string, path: string): SessionMetadata {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StoreError(
      "session-unreadable",
      `${path} is not JSON; restore it from a copy, or delete the session.`,
      error,
    );
  }
  const metadata = value as SessionMetadata;
  if (typeof metadata?.session_id !== "string" || typeof metadata.mount_plan !== "object") {
    throw new StoreError(
      "session-unreadable",
      `${path} is not a session's metadata; session_id or mount_plan is missing.`,
    );
  }
  if (metadata.version > METADATA_VERSION) {
    throw new StoreError("session-unreadable", `${path} was written by a newer ampd; use that one.`);
  }
  return metadata;
}
