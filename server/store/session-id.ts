/** What a session's id may look like: it names a directory, wherever the session itself is kept. */
import { StoreError } from "./store-error.ts";

export const SESSION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** @throws StoreError `session-not-found` for an id that none can have */
export function requireSessionId(sessionId: string): void {
  if (!SESSION_ID.test(sessionId)) throw sessionNotFound(sessionId);
}

export function sessionNotFound(sessionId: string): StoreError {
  return new StoreError(
    "session-not-found",
    `There is no session ${JSON.stringify(sessionId)}; session/list names all.`,
  );
}
