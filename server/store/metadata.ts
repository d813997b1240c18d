/** What a session is made of, as every store keeps it beside the journal. It never holds a secret. */
import type { JsonObject } from "../../kernel/index.ts";
import { StoreError } from "./store-error.ts";

const METADATA_VERSION = 1;

export interface SessionMetadata {
  readonly version: number;
  readonly session_id: string;
  readonly parent_id?: string;
  /** Of a sub-session: its parents, from the nearest to the root. */
  readonly ancestors?: readonly string[];
  /** Of a sub-session: what it runs as. */
  readonly agent?: string;
  /** Of a root: the sub-sessions that were started for it, all levels together. */
  readonly sub_sessions?: readonly string[];
  readonly cwd: string;
  readonly profile?: string;
  readonly title?: string;
  /** How its first prompt begins, redacted: for the search. */
  readonly first_prompt?: string;
  /** The client's own. */
  readonly metadata?: JsonObject;
  /** As it was given or compiled: `${VAR}` unresolved, secrets left out. */
  readonly mount_plan: JsonObject;
  /** ISO 8601. */
  readonly created: string;
  readonly updated: string;
  readonly turns: number;
}

export function newMetadata(
  session: Omit<SessionMetadata, "version" | "created" | "updated" | "turns">,
): SessionMetadata {
  const now = new Date().toISOString();
  return { version: METADATA_VERSION, ...session, created: now, updated: now, turns: 0 };
}

/** What a list tells of a session. */
export type SessionListing = Pick<
  SessionMetadata,
  "session_id" | "parent_id" | "cwd" | "title" | "first_prompt" | "created" | "updated" | "turns"
>;

export function listingOf(metadata: SessionMetadata): SessionListing {
  const { session_id, parent_id, cwd, title, first_prompt, created, updated, turns } = metadata;
  return {
    session_id,
    ...(parent_id !== undefined && { parent_id }),
    cwd,
    ...(title !== undefined && { title }),
    ...(first_prompt !== undefined && { first_prompt }),
    created,
    updated,
    turns,
  };
}

/** @param path names it in errors @throws StoreError `session-unreadable` */
export function parseMetadata(text: string, path: string): SessionMetadata {
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
