/** The records of a journal, and what they add up to. The journal is the truth about a session; this is how it is read. */
import type { ContentBlock, JsonObject, Message, StopReason, TurnOptions, Usage } from "../../kernel/index.ts";
import { StoreError } from "./store-error.ts";

export const JOURNAL_VERSION = 1;

/** Every record also carries `ts`, ISO 8601. */
export type JournalRecord =
  | { readonly type: "journal"; readonly version: number; readonly session_id: string }
  | {
      readonly type: "turn_start";
      readonly turn: number;
      readonly turn_id: string;
      readonly prompt: readonly ContentBlock[];
    }
  | { readonly type: "message"; readonly turn: number; readonly message: Message }
  | PartialRecord
  | OutputRecord
  | { readonly type: "clear" }
  | TurnEndRecord
  /** The turns after `at_turn` are not part of the history any more; their records stay where they are. */
  | { readonly type: "revert"; readonly at_turn: number }
  | EnqueueRecord
  /** These prompts wait no longer, and were not run. One that is run leaves with its `turn_start`. */
  | { readonly type: "dequeue"; readonly turn_ids: readonly string[] }
  /** Events may have numbers up to this one, so that a crash never makes one be used again. */
  | { readonly type: "reserve"; readonly up_to: number }
  /** The session was closed in order; `last_seq` is the number of its last event. */
  | { readonly type: "close"; readonly last_seq: number };

/** A piece of an answer that is still being made, as it was shown. */
export interface PartialRecord {
  readonly type: "partial";
  readonly turn: number;
  readonly request_id: string;
  readonly block_index: number;
  readonly block_type: string;
  readonly text: string;
}

/** A piece of the output of a tool that is still running, as it was shown. */
export interface OutputRecord {
  readonly type: "output";
  readonly turn: number;
  readonly tool_call_id: string;
  readonly text: string;
}

/** A prompt that waits for its turn. The same `turn_id` again: it was edited, and keeps its place. */
export interface EnqueueRecord {
  readonly type: "enqueue";
  readonly turn_id: string;
  readonly prompt: readonly ContentBlock[];
  readonly options: TurnOptions;
}

/** Streamed pieces matter to a reader after a crash, not to the process that wrote them, which has the whole. */
export function isStreamed(record: JournalRecord): boolean {
  return record.type === "partial" || record.type === "output";
}

export interface TurnEndRecord {
  readonly type: "turn_end";
  readonly turn: number;
  readonly turn_id: string;
  /** Absent when the turn failed or was interrupted. */
  readonly result?: TurnRecordResult;
  readonly error?: { readonly kind: string; readonly message: string };
  /** The number of the session's last event. */
  readonly last_seq: number;
}

export interface TurnRecordResult {
  readonly text: string;
  readonly stop_reason: StopReason;
  readonly usage: Usage;
  readonly structured?: unknown;
}

export interface StoredMessage {
  /** Counts the messages of the session from 1; a number is never used again. */
  readonly seq: number;
  readonly turn: number;
  readonly message: Message;
}

export interface StoredTurn {
  readonly turn: number;
  readonly turnId: string;
  readonly prompt: readonly ContentBlock[];
  readonly end?: TurnEndRecord;
}

/** The sum of a journal's records. */
export class JournalState {
  messages: StoredMessage[] = [];
  turns: StoredTurn[] = [];
  /** Prompts that wait for their turn, the next one first. */
  queue: EnqueueRecord[] = [];
  lastSeq = 0;
  /** No event has a higher number than this one, if the process ended without a word. */
  reservedSeq = 0;
  /** Of the session that wrote the journal: another one's, if its directory was copied. */
  sessionId: string | undefined;
  /** Of the turn that is still open. */
  partials: PartialRecord[] = [];
  outputs: OutputRecord[] = [];
  #messageCount = 0;
  /** What a module cleared, and in which turn: a revert to an earlier turn brings it back. */
  #cleared: { readonly stored: StoredMessage; readonly during: number }[] = [];

  apply(record: JournalRecord): void {
    switch (record.type) {
      case "journal":
        this.sessionId = record.session_id;
        break;
      case "turn_start":
        this.turns.push({ turn: record.turn, turnId: record.turn_id, prompt: record.prompt });
        this.#dequeue([record.turn_id]);
        this.partials = [];
        this.outputs = [];
        break;
      case "message":
        this.#messageCount += 1;
        this.messages.push({ seq: this.#messageCount, turn: record.turn, message: record.message });
        break;
      case "partial":
        this.partials.push(record);
        break;
      case "output":
        this.outputs.push(record);
        break;
      case "clear":
        this.#cleared = this.#cleared.concat(this.messages.map((stored) => ({ stored, during: this.lastTurn })));
        this.messages = [];
        break;
      case "revert":
        this.#revert(record.at_turn);
        break;
      case "enqueue":
        this.#enqueue(record);
        break;
      case "dequeue":
        this.#dequeue(record.turn_ids);
        break;
      case "reserve":
        this.reservedSeq = record.up_to;
        break;
      case "turn_end":
        this.#endTurn(record);
        break;
      case "close":
        this.lastSeq = Math.max(this.lastSeq, record.last_seq);
        this.reservedSeq = 0;
        break;
    }
  }

  /** The history as it was at the end of a turn; 0: before the first. */
  messagesUpTo(turn: number): StoredMessage[] {
    const restored = this.#cleared.filter(({ during }) => during > turn).map(({ stored }) => stored);
    return [...restored, ...this.messages].filter((stored) => stored.turn <= turn);
  }

  get history(): Message[] {
    return this.messages.map((stored) => stored.message);
  }

  /** The number of the last turn that was begun; 0: none. A turn whose beginning cannot be read keeps its number. */
  get lastTurn(): number {
    return this.turns.at(-1)?.turn ?? this.messages.at(-1)?.turn ?? 0;
  }

  /** The last turn, if it was begun and not ended. */
  get openTurn(): StoredTurn | undefined {
    const last = this.turns.at(-1);
    return last?.end === undefined ? last : undefined;
  }

  #revert(atTurn: number): void {
    this.messages = this.messagesUpTo(atTurn);
    this.#cleared = this.#cleared.filter(({ during }) => during <= atTurn);
    this.turns = this.turns.filter(({ turn }) => turn <= atTurn);
  }

  #enqueue(record: EnqueueRecord): void {
    const place = this.queue.findIndex((waiting) => waiting.turn_id === record.turn_id);
    if (place < 0) this.queue.push(record);
    else this.queue[place] = record;
  }

  #dequeue(turnIds: readonly string[]): void {
    this.queue = this.queue.filter(({ turn_id }) => !turnIds.includes(turn_id));
  }

  #endTurn(record: TurnEndRecord): void {
    const index = this.turns.findLastIndex((turn) => turn.turn === record.turn);
    const turn = this.turns[index];
    if (turn !== undefined) this.turns[index] = { ...turn, end: record };
    this.lastSeq = Math.max(this.lastSeq, record.last_seq);
    this.partials = [];
    this.outputs = [];
  }
}

const REQUIRED: Record<JournalRecord["type"], readonly string[]> = {
  journal: ["version", "session_id"],
  turn_start: ["turn", "turn_id", "prompt"],
  message: ["turn", "message"],
  partial: ["turn", "request_id", "block_index", "text"],
  output: ["turn", "tool_call_id", "text"],
  clear: [],
  revert: ["at_turn"],
  enqueue: ["turn_id", "prompt", "options"],
  dequeue: ["turn_ids"],
  reserve: ["up_to"],
  close: ["last_seq"],
  turn_end: ["turn", "turn_id", "last_seq"],
};

/** @throws StoreError `session-unreadable` for a journal of a newer version. @param name the journal's, for the message */
export function requireKnownVersion(version: number, name: string): void {
  if (version <= JOURNAL_VERSION) return;
  const message = `${name} has version ${version}, and this ampd reads up to ${JOURNAL_VERSION}; use a newer ampd.`;
  throw new StoreError("session-unreadable", message);
}

/** One line of a journal as a record; nothing where it is not one. */
export function parseRecord(line: string): JournalRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const record = value as JsonObject;
  const required = Object.hasOwn(REQUIRED, String(record.type))
    ? REQUIRED[record.type as JournalRecord["type"]]
    : undefined;
  return required?.every((key) => record[key] !== undefined) ? (value as JournalRecord) : undefined;
}
