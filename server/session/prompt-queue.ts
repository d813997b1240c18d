/**
 * The prompts of a session that wait for their turn. They are in the journal, and so survive a crash; a queue that was stopped,
 * by a cancel, a failure or a restart, is held until somebody releases it. Runs nothing itself: `next` says what is due.
 */
import type { ContentBlock, JsonObject } from "../../kernel/index.ts";
import type { StoredSession } from "../store/contracts.ts";
import type { EnqueueRecord } from "../store/journal-records.ts";
import { RequestError } from "./request-error.ts";
import type { TurnReply } from "./turn-book.ts";

export type HoldReason = "cancelled" | "failed" | "resumed";

/** The reply of a turn that has not begun yet, for whoever joins it. */
interface Promised {
  readonly reply: Promise<TurnReply>;
  readonly resolve: (reply: TurnReply) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_ENTRIES = 100;
/** Characters of JSON, over all that wait. */
const MAX_CHARS = 16 * 1024 * 1024;

export class PromptQueue {
  readonly #stored: StoredSession;
  readonly #announce: (change: JsonObject) => Promise<unknown>;
  readonly #promised = new Map<string, Promised>();
  #held: HoldReason | undefined;
  /** It is run now; its `turn_start` may not be written yet. */
  #started: string | undefined;

  constructor(stored: StoredSession, announce: (change: JsonObject) => Promise<unknown>) {
    this.#stored = stored;
    this.#announce = announce;
    if (this.entries.length > 0) this.#held = "resumed";
  }

  get entries(): readonly EnqueueRecord[] {
    return this.#stored.state.queue.filter(({ turn_id }) => turn_id !== this.#started);
  }

  get held(): HoldReason | undefined {
    return this.entries.length > 0 ? this.#held : undefined;
  }

  /** Counted from 1; 0: it does not wait. */
  positionOf(turnId: string): number {
    return this.entries.findIndex(({ turn_id }) => turn_id === turnId) + 1;
  }

  /** What the turn of an entry will answer. */
  replyOf(turnId: string): Promise<TurnReply> {
    const known = this.#promised.get(turnId);
    if (known !== undefined) return known.reply;
    let [resolve, reject]: [Promised["resolve"], Promised["reject"]] = [() => {}, () => {}];
    const reply = new Promise<TurnReply>((onReply, onError) => {
      [resolve, reject] = [onReply, onError];
    });
    this.#promised.set(turnId, { reply, resolve, reject });
    return reply;
  }

  /** @throws RequestError `overloaded`, StoreError `journal-failed` */
  async add(entry: Omit<EnqueueRecord, "type">): Promise<void> {
    this.#requireRoom(entry);
    if (this.entries.length === 0) this.#held = undefined;
    await this.#write(() => this.#stored.append({ type: "enqueue", ...entry }));
    await this.#tell("enqueued", entry.turn_id);
  }

  /** @throws RequestError `invalid-params`, StoreError `journal-failed` */
  async edit(turnId: string, prompt: readonly ContentBlock[]): Promise<void> {
    const entry = this.#entry(turnId);
    await this.#write(() => this.#stored.append({ ...entry, prompt }));
    await this.#tell("edited", turnId);
  }

  /** @throws RequestError `invalid-params`, StoreError `journal-failed` */
  async remove(turnId: string): Promise<void> {
    await this.#dequeue([this.#entry(turnId).turn_id]);
    await this.#tell("removed", turnId);
  }

  async clear(): Promise<void> {
    if (this.entries.length === 0) return;
    await this.#dequeue(this.entries.map(({ turn_id }) => turn_id));
    await this.#tell("cleared");
  }

  async hold(reason: HoldReason): Promise<void> {
    if (this.entries.length === 0) return;
    this.#held = reason;
    await this.#tell("held");
  }

  async release(): Promise<void> {
    if (this.held === undefined) return;
    this.#held = undefined;
    await this.#tell("released");
  }

  /** What is due, if nothing holds it: it does not count as waiting until `settle`. */
  next(): EnqueueRecord | undefined {
    const due = this.held === undefined ? this.entries[0] : undefined;
    this.#started = due?.turn_id;
    return due;
  }

  /** An entry that has run is gone with its `turn_start`; one that never began waits again. */
  settle(turnId: string): void {
    if (this.#started === turnId) this.#started = undefined;
  }

  /** Answers those who wait for the turn of an entry, unless it waits itself, because it never began. */
  ended(turnId: string, outcome: { readonly reply: TurnReply } | { readonly error: unknown }): void {
    const promised = this.#promised.get(turnId);
    if (promised === undefined || ("error" in outcome && this.positionOf(turnId) > 0)) return;
    this.#promised.delete(turnId);
    if ("reply" in outcome) promised.resolve(outcome.reply);
    else promised.reject(outcome.error);
  }

  /** Tells of a queue that came back with the session. */
  async start(): Promise<void> {
    if (this.held !== undefined) await this.#tell("held");
  }

  /** Whoever waits for an entry hears that the session is gone; the entries stay stored. */
  close(): void {
    this.#give(new RequestError("session-not-live", "The session was closed; its queue is kept."));
  }

  #requireRoom(entry: object): void {
    const chars = [...this.entries, entry].reduce((sum, one) => sum + JSON.stringify(one).length, 0);
    if (this.entries.length < MAX_ENTRIES && chars <= MAX_CHARS) return;
    const message = `The queue is full: it takes ${MAX_ENTRIES} prompts and ${MAX_CHARS} characters; remove some, or wait.`;
    throw new RequestError("overloaded", message);
  }

  #entry(turnId: string): EnqueueRecord {
    const entry = this.entries.find(({ turn_id }) => turn_id === turnId);
    if (entry !== undefined) return entry;
    throw new RequestError("invalid-params", `entryId: no entry ${JSON.stringify(turnId)} waits in the queue`);
  }

  async #dequeue(turnIds: readonly string[]): Promise<void> {
    await this.#write(() => this.#stored.append({ type: "dequeue", turn_ids: turnIds }));
    this.#give(new RequestError("cancelled", "The prompt was removed from the queue before it ran."), turnIds);
  }

  #give(error: RequestError, turnIds: Iterable<string> = [...this.#promised.keys()]): void {
    for (const turnId of turnIds) {
      this.#promised.get(turnId)?.reject(error);
      this.#promised.delete(turnId);
    }
  }

  async #write(append: () => Promise<void>): Promise<void> {
    await append();
    await this.#stored.sync();
  }

  async #tell(action: string, entryId?: string): Promise<void> {
    const { held } = this;
    const entry_ids = this.entries.map(({ turn_id }) => turn_id);
    const change = { action, ...(entryId !== undefined && { entry_id: entryId }), entry_ids };
    await this.#announce({ ...change, ...(held !== undefined && { held }) });
  }
}
