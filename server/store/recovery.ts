/**
 * Mends what an interrupted process left: finds the open turn and answers the records that close it, so that nothing that a
 * person saw is lost and the next request is well-formed. The records go into the journal; each repair is told.
 */
import { lostResult, type Message, pairToolCalls } from "../../kernel/index.ts";
import type { Repair } from "./contracts.ts";
import type { JournalRecord, JournalState, PartialRecord, StoredTurn } from "./journal-records.ts";

export interface Recovery {
  readonly records: readonly JournalRecord[];
  readonly repairs: readonly Repair[];
}

export function recover(state: JournalState): Recovery {
  const open = state.openTurn;
  if (open === undefined) return lostResults(state, state.lastTurn);
  const inTurn = state.messages.filter((stored) => stored.turn === open.turn).map((stored) => stored.message);
  const parts = [lostPrompt(open, inTurn), lostResults(state, open.turn), interruptedAnswer(state, open, inTurn)];
  const end: JournalRecord = {
    type: "turn_end",
    turn: open.turn,
    turn_id: open.turnId,
    error: { kind: "interrupted", message: "The process ended while this turn was running." },
    last_seq: state.lastSeq,
  };
  const told: Repair = {
    kind: "unfinished-turn",
    action: `Turn ${open.turn} was running when the process ended; it was closed.`,
  };
  return {
    records: [...parts.flatMap((part) => part.records), end],
    repairs: [...parts.flatMap((part) => part.repairs), told],
  };
}

const NOTHING: Recovery = { records: [], repairs: [] };

/** The prompt is journalled before anything else; the message that carries it may be missing. */
function lostPrompt(open: StoredTurn, inTurn: readonly Message[]): Recovery {
  if (inTurn.some((message) => message.role === "user")) return NOTHING;
  const message: Message = { role: "user", content: open.prompt, metadata: { recovered: true } };
  const action = "The prompt had arrived, but it was not in the history yet; it was added.";
  return { records: [{ type: "message", turn: open.turn, message }], repairs: [{ kind: "lost-prompt", action }] };
}

/**
 * A stand-in for every call of the last answer without a result, with the output that had already been shown. For a call further
 * back a record at the end would come too late: the views of the history are paired whenever they are made.
 */
function lostResults(state: JournalState, turn: number): Recovery {
  const { history } = state;
  const { repaired } = pairToolCalls(history.slice(history.findLastIndex((message) => message.role === "assistant")));
  const records = repaired.map((id): JournalRecord => {
    const shown = state.outputs
      .filter((output) => output.tool_call_id === id)
      .map((output) => output.text)
      .join("");
    const text = `The process ended while this call was running; its result is lost. It may have had effects.`;
    const message = lostResult(id, shown === "" ? text : `${text} Its output up to then:\n${shown}`);
    return { type: "message", turn, message };
  });
  const repairs = repaired.map((id) => ({
    kind: "lost-result",
    action: `The tool call ${id} has no result, because the process ended; one was added that says so.`,
  }));
  return { records, repairs };
}

/** What had been shown of an answer that was never finished becomes a message that is marked so. */
function interruptedAnswer(state: JournalState, open: StoredTurn, inTurn: readonly Message[]): Recovery {
  const finished = new Set(inTurn.map((message) => message.metadata?.request_id));
  const partials = state.partials.filter(
    (partial) => partial.block_type === "text" && !finished.has(partial.request_id),
  );
  if (partials.length === 0) return NOTHING;
  const message: Message = {
    role: "assistant",
    content: joinBlocks(partials).map((text) => ({ type: "text", text })),
    metadata: { interrupted: true },
  };
  const action =
    "An answer was cut off when the process ended; the part that had arrived was kept and marked interrupted.";
  return {
    records: [{ type: "message", turn: open.turn, message }],
    repairs: [{ kind: "interrupted-answer", action }],
  };
}

function joinBlocks(partials: readonly PartialRecord[]): string[] {
  const blocks = new Map<string, string>();
  for (const { request_id, block_index, text } of partials) {
    const key = `${request_id} ${block_index}`;
    blocks.set(key, (blocks.get(key) ?? "") + text);
  }
  return [...blocks.values()];
}
