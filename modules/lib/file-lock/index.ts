/**
 * One at a time among processes: a lock file that is held for the length of a short work. Whoever dies with it keeps the others waiting
 * for `staleMs` and no longer, so the work must end well before that. It waits by looking again.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface FileLockOptions {
  /** A lock of that age is nobody's. */
  readonly staleMs: number;
  /** How long to wait for it. */
  readonly waitMs: number;
}

const POLL_MS = 25;

/** @throws Error when the lock could not be had in time, or what `work` throws */
export async function withFileLock<Value>(
  path: string,
  { staleMs, waitMs }: FileLockOptions,
  work: () => Promise<Value>,
): Promise<Value> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const token = randomUUID();
  const until = Date.now() + waitMs;
  while (!(await take(path, token))) {
    if (Date.now() > until) throw new Error(`${path} is held by another process; try again in a moment`);
    await removeStale(path, staleMs);
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    if ((await tokenOf(path)) === token) await rm(path, { force: true });
  }
}

/** Linking is atomic, and the file is whole from its first moment. */
async function take(path: string, token: string): Promise<boolean> {
  const draft = `${path}.${token}`;
  await writeFile(draft, token, { mode: 0o600, flag: "wx" });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moved aside first: whoever moves it is the only one who judges it, and puts back a lock that turns out to be a new one. */
async function removeStale(path: string, staleMs: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || Date.now() - found.mtimeMs < staleMs) return;
  const stale = await tokenOf(path);
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return; // Somebody else was quicker.
  }
  if ((await tokenOf(aside)) !== stale) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function tokenOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
