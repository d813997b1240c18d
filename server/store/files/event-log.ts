/** Reads a session's event log, as `hooks-logging` writes it, rotated files included: for replay, and for the last number. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import type { LoggedEvent } from "../contracts.ts";
import { linesBackwards, linesOf } from "./lines.ts";

/** Every logged event with a number over `fromSeq`, oldest first. Lines that cannot be read are passed over. */
export async function* readEvents(directory: string, fromSeq: number): AsyncGenerator<LoggedEvent> {
  for (const path of await logFiles(directory)) {
    for await (const line of linesOf(path)) {
      const event = parseEvent(line);
      if (event !== undefined && event.seq > fromSeq) yield event;
    }
  }
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
