/** One writer at a time: a lock file that names its owner. A dead owner does not keep it; a living one is named in the error. */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { StoreError } from "../store-error.ts";

interface Owner {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's ticks: a pid may be used again. Absent where the system does not tell. */
  readonly started?: string;
}

const ATTEMPTS = 5;

/** @throws StoreError `session-locked` when a living process has it */
export function lockSession(directory: string): () => void {
  const path = join(directory, "lock");
  const owner: Owner = { token: randomUUID(), pid: process.pid, host: hostname(), ...startOf(process.pid) };
  const draft = join(directory, `.lock-${owner.token}`);
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600, flag: "wx" });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (link(draft, path)) return () => release(path, owner);
      const current = ownerOf(path);
      if (current !== undefined && isAlive(current)) throw locked(current);
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
    const owner = JSON.parse(readFileSync(path, "utf8")) as Partial<Owner> | null;
    const isWhole =
      typeof owner?.token === "string" && typeof owner.host === "string" && Number.isSafeInteger(owner.pid);
    return isWhole ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const { started, isZombie } = startOf(owner.pid);
  if (isZombie === true) return false;
  return started === undefined || owner.started === undefined || started === owner.started;
}

function startOf(pid: number): { started?: string; isZombie?: boolean } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const started = fields[19];
    return started === undefined ? {} : { started, isZombie: fields[0] === "Z" };
  } catch {
    return {};
  }
}

function locked(owner: Owner): StoreError {
  const where = owner.host === hostname() ? `process ${owner.pid}` : `process ${owner.pid} on ${owner.host}`;
  return new StoreError("session-locked", `The session belongs to ${where}; close it there first.`);
}
