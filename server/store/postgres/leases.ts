/**
 * Who may write a session: its lease, which the owner renews and a dead owner loses. A lease only says when another may take over;
 * what keeps two from writing is the epoch, which grows at each takeover and is checked with every write.
 */
import { randomUUID } from "node:crypto";
import { isAlive, lockedBy, newOwner, type Owner, parseOwner } from "../process-owner.ts";
import { sessionNotFound } from "../session-id.ts";
import { StoreError } from "../store-error.ts";
import { arrayLiteral } from "./array-literal.ts";
import type { Database } from "./database.ts";
import { takenOver } from "./write-queue.ts";

/** A session that is open here. */
export interface Leased {
  readonly sessionId: string;
  readonly epoch: string;
  lose(reason: StoreError): void;
}

export interface Taken {
  readonly epoch: string;
  readonly metadata: string;
}

/** So long after its last sign of life another machine's owner is given up. On the same machine a dead process is seen at once. */
const LEASE_MS = 10_000;
const RENEWALS_IN_A_LEASE = 4;
const ATTEMPTS = 5;

interface LeaseRow {
  readonly metadata: string;
  readonly epoch: string;
  readonly owner: string | null;
  readonly expires: string | null;
  readonly is_current: boolean;
}

export class Leases {
  readonly #database: Database;
  readonly #report: (line: string) => void;
  readonly owner: Owner = newOwner();
  readonly #held = new Map<string, Leased>();
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database, report: (line: string) => void) {
    this.#database = database;
    this.#report = report;
  }

  /** As SQL's interval. */
  readonly duration = `${LEASE_MS} milliseconds`;

  /** @throws StoreError `session-not-found`, `session-locked`, `store-unavailable` */
  async take(sessionId: string): Promise<Taken> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const seen = await this.#see(sessionId);
      requireFree(seen);
      // Asked again after a lost connection, it finds that it has taken it: each time has a token of its own.
      const owner = JSON.stringify({ ...this.owner, token: randomUUID() });
      const [taken] = await this.#ask<{ epoch: string }>(
        (sql) => sql`
          UPDATE ampd.sessions
          SET epoch = ${seen.epoch}::bigint + 1, owner = ${owner},
            expires = clock_timestamp() + ${this.duration}::interval
          WHERE session_id = ${sessionId} AND (owner = ${owner}
            OR epoch = ${seen.epoch}::bigint AND expires IS NOT DISTINCT FROM ${seen.expires}::text::timestamptz)
          RETURNING epoch::text`,
      );
      if (taken !== undefined) return { epoch: taken.epoch, metadata: await this.#metadataOf(sessionId) };
    }
    throw new StoreError("session-locked", "The session changes hands all the time; try again.");
  }

  /** Removes the row of a session that nobody has, with all that belongs to it. @throws StoreError as `take` */
  async delete(sessionId: string): Promise<void> {
    const seen = await this.#see(sessionId);
    requireFree(seen);
    const gone = await this.#ask(
      (sql) => sql`
        WITH gone AS (
          DELETE FROM ampd.sessions WHERE session_id = ${sessionId} AND epoch = ${seen.epoch}::bigint
            AND expires IS NOT DISTINCT FROM ${seen.expires}::text::timestamptz RETURNING session_id),
        records AS (DELETE FROM ampd.journal j USING gone WHERE j.session_id = gone.session_id),
        logged AS (DELETE FROM ampd.events e USING gone WHERE e.session_id = gone.session_id)
        SELECT 1 FROM gone`,
    );
    if (gone.length === 0) throw new StoreError("session-locked", `Session ${sessionId} is in use; close it first.`);
  }

  /** Whether a living owner has it. @throws StoreError `store-unavailable` */
  async isHeld(sessionId: string): Promise<boolean> {
    const [seen] = await this.#rows(sessionId);
    return seen !== undefined && holderOf(seen) !== undefined;
  }

  /** Renews the lease until it is released. */
  hold(leased: Leased): void {
    this.#held.set(leased.sessionId, leased);
    this.#timer ??= setInterval(() => void this.renew(), LEASE_MS / RENEWALS_IN_A_LEASE).unref();
  }

  async release(leased: Leased): Promise<void> {
    if (this.#held.get(leased.sessionId) === leased) this.#held.delete(leased.sessionId);
    if (this.#held.size === 0) this.stop();
    await this.#ask(
      (sql) => sql`
        UPDATE ampd.sessions SET owner = NULL, expires = NULL
        WHERE session_id = ${leased.sessionId} AND epoch = ${leased.epoch}::bigint`,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Renews all; a session that another has by now is told so. Never rejects: the next renewal may do better. */
  async renew(): Promise<void> {
    const held = [...this.#held.values()];
    try {
      const renewed = await this.#ask<{ session_id: string }>(
        (sql) => sql`
          UPDATE ampd.sessions s SET expires = clock_timestamp() + ${this.duration}::interval
          FROM unnest(${arrayLiteral(held.map(({ sessionId }) => sessionId))}::text[],
              ${arrayLiteral(held.map(({ epoch }) => epoch))}::bigint[])
            AS h (session_id, epoch)
          WHERE s.session_id = h.session_id AND s.epoch = h.epoch
          RETURNING s.session_id`,
      );
      const kept = new Set(renewed.map(({ session_id }) => session_id));
      const lost = held.filter((one) => !kept.has(one.sessionId) && this.#held.get(one.sessionId) === one);
      for (const leased of lost) leased.lose(takenOver(leased.sessionId));
    } catch (error) {
      this.#report(`leases were not renewed: ${error instanceof Error ? error.message : error}`);
    }
  }

  async #see(sessionId: string): Promise<LeaseRow> {
    const [seen] = await this.#rows(sessionId);
    if (seen === undefined) throw sessionNotFound(sessionId);
    return seen;
  }

  #rows(sessionId: string): Promise<readonly LeaseRow[]> {
    return this.#ask<LeaseRow>(
      (sql) => sql`
        SELECT metadata, epoch::text, owner, expires::text, coalesce(expires > clock_timestamp(), false) AS is_current
        FROM ampd.sessions WHERE session_id = ${sessionId}`,
    );
  }

  /** After it is taken: whoever had it before may have changed it up to then. */
  async #metadataOf(sessionId: string): Promise<string> {
    return (await this.#see(sessionId)).metadata;
  }

  #ask<Row = unknown>(question: Parameters<Database["ask"]>[0]): Promise<readonly Row[]> {
    return this.#database.ask<Row>(question as never);
  }
}

function requireFree(seen: LeaseRow): void {
  const owner = holderOf(seen);
  if (owner !== undefined) throw lockedBy(owner);
}

/** A lease that ran out is nobody's; so is that of a dead process of this machine. */
function holderOf({ owner: text, is_current }: LeaseRow): Owner | undefined {
  const owner = text === null ? undefined : parseOwner(text);
  return owner !== undefined && is_current && isAlive(owner) ? owner : undefined;
}
