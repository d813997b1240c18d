/** What a session is made of, as every store keeps it beside the journal. It never holds a secret. */
import type { JsonObject } from "../../kernel/index.ts";
import { StoreError } from "./store-error.ts";

const METADATA_VERSION = 1;

export interface SessionSettings {
  readonly provider?: string;
  readonly model?: string;
  readonly effort?: "low" | "medium" | "high";
  /** Of the approval policy. */
  readonly mode?: string;
}

export interface SessionMetadata {
  readonly version: number;
  readonly session_id: string;
  readonly parent_id?: string;
  /** The parent and what stands above it, the nearest first. */
  readonly ancestors?: readonly string[];
  /** Where its history comes from, when it was forked. */
  readonly forked_from?: { readonly session_id: string; readonly at_turn: number };
  /** What `session/configure` chose for the turns to come. */
  readonly settings?: SessionSettings;
  /** Of a sub-session: what it runs as. */
  readonly agent?: string;
  /** Of a sub-session: how many levels it is below its root. A fork counts from itself. */
  readonly depth?: number;
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

/** More generations than this are not told apart. */
const MAX_ANCESTORS = 64;

export function ancestorsOf({
  parent_id,
  ancestors,
}: Pick<SessionMetadata, "parent_id" | "ancestors">): readonly string[] {
  return ancestors ?? (parent_id === undefined ? [] : [parent_id]);
}

/** What makes a session the child of another one. */
export function childOf(parent: SessionMetadata): {
  readonly parent_id: string;
  readonly ancestors: readonly string[];
} {
  const ancestors = [parent.session_id, ...ancestorsOf(parent)].slice(0, MAX_ANCESTORS);
  return { parent_id: parent.session_id, ancestors };
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

/** Now, or the time before where the clock went back: the session that was used last is listed first, whatever the clock does. */
export function timeAfter(before: string, now: Date = new Date()): string {
  const time = now.toISOString();
  return time > before ? time : before;
}
