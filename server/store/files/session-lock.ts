/** One writer at a time: a lock file that names its owner. A dead owner does not keep it; a living one is named in the error. */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, lockedBy, newOwner, type Owner, parseOwner } from "../process-owner.ts";
import { StoreError } from "../store-error.ts";

const ATTEMPTS = 5;

/** @throws StoreError `session-locked` when a living process has it */
export function lockSession(directory: string): () => void {
  const path = join(directory, "lock");
  const owner = newOwner();
  const draft = join(directory, `.lock-${owner.token}`);
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600, flag: "wx" });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (link(draft, path)) return () => release(path, owner);
      const current = ownerOf(path);
      if (current !== undefined && isAlive(current)) throw lockedBy(current);
      removeStale(path, current, directory);
    }
    throw new StoreError("session-locked", "The session's lock changes hands all the time; try again.");
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether a living process has the session. */
export function isLocked(directory: string): boolean {
  const owner = ownerOf(join(directory, "lock"));
  return owner !== undefined && isAlive(owner);
}

/** Linking is atomic, and the file is whole from its first moment. */
function link(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moved aside first: whoever moves it is the only one who judges it, and puts a lock back that turns out to be a new one. */
function removeStale(path: string, stale: Owner | undefined, directory: string): void {
  const aside = join(directory, `.stale-${randomUUID()}`);
  try {
    renameSync(path, aside);
  } catch {
    return; // Somebody else was quicker; the next attempt sees what they did.
  }
  const moved = ownerOf(aside);
  if (moved !== undefined && moved.token !== stale?.token && isAlive(moved)) link(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, owner: Owner): void {
  if (ownerOf(path)?.token === owner.token) rmSync(path, { force: true });
}

function ownerOf(path: string): Owner | undefined {
  try {
    return parseOwner(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
