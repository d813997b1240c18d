/**
 * Keeps the log going when the disk does not: records wait in a bounded queue, the user hears of it once, and writing is tried
 * again later. The session never stops for its log.
 */
import { type Coordinator, type JsonObject, messageOf } from "../../kernel/index.ts";
import type { LogFile } from "../lib/log-file/index.ts";
import type { LogRecord } from "./record.ts";

export interface EventLogOptions {
  readonly file: LogFile;
  readonly coordinator: Coordinator;
  readonly source: string;
}

const MAX_WAITING_CHARS = 4 * 1024 * 1024;
const RETRY_AFTER_MS = 5000;

export class EventLog {
  readonly #options: EventLogOptions;
  #waiting: string[] = [];
  #waitingChars = 0;
  #dropped = 0;
  #retryAt = 0;
  #hasComplained = false;

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  /** Never throws. When it returns the record is on disk, or it waits. */
  write(record: LogRecord): void {
    this.#enqueue(`${toJson(record)}\n`);
    if (this.#options.coordinator.host.clock.now() >= this.#retryAt) this.#flush();
  }

  close(): void {
    this.#flush();
    if (this.#waiting.length > 0) {
      this.#options.coordinator.host.report(
        `${this.#options.source}: ${this.#waiting.length} records were not written`,
      );
    }
    this.#options.file.close();
  }

  #enqueue(line: string): void {
    this.#waiting.push(line);
    this.#waitingChars += line.length;
    while (this.#waitingChars > MAX_WAITING_CHARS && this.#waiting.length > 1) {
      this.#waitingChars -= this.#waiting.shift()?.length ?? 0;
      this.#dropped += 1;
    }
  }

  #flush(): void {
    try {
      for (let line = this.#waiting[0]; line !== undefined; line = this.#waiting[0]) {
        this.#options.file.append(line);
        this.#waiting.shift();
        this.#waitingChars -= line.length;
      }
      this.#retryAt = 0;
      if (this.#dropped > 0) this.#reportDropped();
    } catch (error) {
      this.#retryAt = this.#options.coordinator.host.clock.now() + RETRY_AFTER_MS;
      this.#complain(messageOf(error));
    }
  }

  #reportDropped(): void {
    const records = this.#dropped;
    this.#dropped = 0;
    this.#announce("logging:records_dropped", { records });
  }

  #complain(reason: string): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    const message = `The event log cannot be written: ${reason}. The session goes on; writing is tried again.`;
    this.#announce("user:notification", { message, level: "warning", source: this.#options.source });
  }

  /** Later, so that all observers see the event that is being observed before this one. */
  #announce(event: string, data: JsonObject): void {
    const { coordinator, source } = this.#options;
    Promise.resolve()
      .then(() => coordinator.hooks.emit(event, data))
      .catch((error: unknown) => coordinator.host.report(`${source}: ${event}: ${messageOf(error)}`));
  }
}

function toJson(record: LogRecord): string {
  try {
    return JSON.stringify(record, (_, value) => (typeof value === "bigint" ? value.toString() : value));
  } catch (error) {
    const { ts, lvl, schema, event, session_id, seq } = record;
    return JSON.stringify({ ts, lvl, schema, event, session_id, seq, data: { unserializable: messageOf(error) } });
  }
}
