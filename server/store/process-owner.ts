/** Which process has a session, and whether it still lives: as far as this machine can tell. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { StoreError } from "./store-error.ts";

export interface Owner {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's ticks: a pid may be used again. Absent where the system does not tell. */
  readonly started?: string;
}

/** This process, with a token of its own each time. */
export function newOwner(): Owner {
  const { started } = startOf(process.pid);
  return { token: randomUUID(), pid: process.pid, host: hostname(), ...(started !== undefined && { started }) };
}

/** Nothing where the text is not whole. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    const isWhole =
      typeof owner?.token === "string" && typeof owner.host === "string" && Number.isSafeInteger(owner.pid);
    return isWhole ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

/** A process of another host counts as living. */
export function isAlive(owner: Owner): boolean {
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

export function lockedBy(owner: Owner): StoreError {
  const where = owner.host === hostname() ? `process ${owner.pid}` : `process ${owner.pid} on ${owner.host}`;
  return new StoreError("session-locked", `The session belongs to ${where}; close it there first.`);
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
