/** Reads a session's event log, as `hooks-logging` writes it, rotated files included: for replay, and for the last number. */
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import type { LoggedEvent } from "../contracts.ts";
import { linesBackwards, linesOf } from "./lines.ts";

/** Every logged event with a number over `fromSeq`, oldest first. Lines that cannot be read are passed over. */
export async function* readEvents(directory: string, fromSeq: number): AsyncGenerator<LoggedEvent> {
  const files = await openLogs(directory);
  try {
    for (const file of files) {
      for await (const line of linesOf(file)) {
        const event = parseEvent(line);
        if (event !== undefined && event.seq > fromSeq) yield event;
      }
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/**
 * All of them, the oldest first, as they are before the first is read: the log may be rotated meanwhile. Opened from the newest on: one
 * that changes its name in between is met twice, and never missed.
 */
async function openLogs(directory: string): Promise<FileHandle[]> {
  const files = new Map<number, FileHandle>();
  try {
    for (const path of (await logFiles(directory)).reverse()) {
      const file = await open(path, "r").catch(unlessMissing);
      if (file === undefined) continue;
      const { ino } = await file.stat();
      if (files.has(ino)) await file.close();
      else files.set(ino, file);
    }
  } catch (error) {
    await Promise.all([...files.values()].map((file) => file.close()));
    throw error;
  }
  return [...files.values()].reverse();
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

/** The highest number in the log; 0 where there is none. */
export async function lastLoggedSeq(directory: string): Promise<number> {
  for (const path of (await logFiles(directory)).reverse()) {
    for await (const line of linesBackwards(path)) {
      const event = parseEvent(line);
      if (event !== undefined) return event.seq;
    }
  }
  return 0;
}

/** `events.jsonl` is the newest, `events.1.jsonl` the one before it. */
async function logFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const age = (name: string): number => Number(/^events\.(\d+)\.jsonl$/.exec(name)?.[1] ?? 0);
  return names
    .filter((name) => /^events(\.\d+)?\.jsonl$/.test(name))
    .sort((a, b) => age(b) - age(a))
    .map((name) => join(directory, name));
}

function parseEvent(line: string): LoggedEvent | undefined {
  try {
    const { seq, ts, event, data } = JSON.parse(line) as Record<string, unknown>;
    if (typeof seq !== "number" || typeof ts !== "string" || typeof event !== "string") return undefined;
    return { seq, ts, event, data: (data ?? {}) as JsonObject };
  } catch {
    return undefined;
  }
}
