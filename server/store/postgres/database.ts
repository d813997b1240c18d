/**
 * The connections to a PostgreSQL database: made when they are first needed, tables included. Every question has a limit, a lost
 * connection is made again within a bound, and what fails is told without the URL.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "postgres";
import { StoreError } from "../store-error.ts";
import { isTransient, storeUnavailable, TimedOut } from "./database-error.ts";
import { migrate } from "./schema.ts";

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`; it may hold a password. */
  readonly url: string;
  /** For one answer. */
  readonly timeoutMs?: number;
  /** How long a lost connection is made again for a question that does not say so itself. Default: 2 s. */
  readonly retryWithinMs?: number | undefined;
}

/** A question, as it is put to a connection. It may be put again: it has to be idempotent. */
type Question<Row> = (sql: Sql) => PromiseLike<readonly Row[]>;

const MAX_CONNECTIONS = 8;
const CONNECT_TIMEOUT_S = 5;
const IDLE_TIMEOUT_S = 60;
const ANSWER_TIMEOUT_MS = 10_000;
const RETRY_WITHIN_MS = 2000;
/** On the server: what waits for a lock, or is forgotten half-way, must not hold up others. */
const LOCK_TIMEOUT_MS = 5000;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;

export class Database {
  readonly #options: DatabaseOptions;
  #sql: Promise<Sql> | undefined;
  #isMigrated = false;
  #isClosed = false;

  /** @throws StoreError `store-unavailable` for a URL that is none */
  constructor(options: DatabaseOptions) {
    requireUrl(options.url);
    this.#options = options;
  }

  /**
   * Asks, and asks again when the connection is lost: for so long, and once however long the first time took. @throws StoreError; it
   * `isUncertain` when a question may have been carried out all the same
   */
  async ask<Row>(question: Question<Row>, options: { readonly retryWithinMs?: number } = {}): Promise<readonly Row[]> {
    const { retryWithinMs = this.#options.retryWithinMs ?? RETRY_WITHIN_MS } = options;
    const startedAt = performance.now();
    let isUncertain = false;
    let isFirst = true;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        return await this.#askOnce(question);
      } catch (error) {
        const mayHelp = isTransient(error);
        isUncertain ||= mayHelp;
        const isLate = !isFirst && performance.now() - startedAt + pauseMs > retryWithinMs;
        isFirst = false;
        if (!mayHelp || isLate || this.#isClosed) throw Object.assign(storeUnavailable(error), { isUncertain });
        await wait(pauseMs);
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const sql = await this.#sql?.catch(() => undefined);
    await sql?.end({ timeout: 1 });
  }

  async #askOnce<Row>(question: Question<Row>): Promise<readonly Row[]> {
    if (this.#isClosed) throw new StoreError("store-unavailable", "The store of sessions is closed.");
    this.#sql ??= connect(this.#options.url);
    const current = this.#sql;
    const sql = await current;
    const { timeoutMs = ANSWER_TIMEOUT_MS } = this.#options;
    try {
      return await within(timeoutMs, async () => {
        if (!this.#isMigrated) await migrate(sql);
        this.#isMigrated = true;
        return question(sql);
      });
    } catch (error) {
      // A server that does not answer keeps its connections: new ones may fare better.
      if (error instanceof TimedOut && this.#sql === current) {
        this.#sql = undefined;
        void sql.end({ timeout: 0 }).catch(() => {});
      }
      throw error;
    }
  }
}

export function isUncertain(error: unknown): boolean {
  return error instanceof StoreError && "isUncertain" in error && error.isUncertain === true;
}

/** Loaded here and nowhere else: most servers keep their sessions in files. */
async function connect(url: string): Promise<Sql> {
  const { default: postgres } = await import("postgres");
  const options = {
    max: MAX_CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: IDLE_TIMEOUT_S,
    // A question that nobody waits for; `arrayLiteral` stands in for it.
    fetch_types: false,
    // Pauses are ours.
    backoff: () => 0,
    // Its default prints to stdout, which is the wire.
    onnotice: () => {},
    connection: {
      application_name: "ampd",
      lock_timeout: LOCK_TIMEOUT_MS,
      statement_timeout: ANSWER_TIMEOUT_MS,
      idle_in_transaction_session_timeout: LOCK_TIMEOUT_MS,
    },
  };
  try {
    return postgres(url, options);
  } catch {
    throw badUrl();
  }
}

function requireUrl(url: string): void {
  if (!/^postgres(?:ql)?:\/\//.test(url)) throw badUrl();
}

/** The URL itself is never told: it may hold a password. */
function badUrl(): StoreError {
  const message = "The store's URL is not one of PostgreSQL's; write postgres://user:password@host:port/database.";
  return new StoreError("store-unavailable", message);
}

async function within<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut(ms)), ms);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
