/** The history of a session as the records of another one's journal, so that a fork needs nothing of what it was forked from. */
import type { JournalRecord, JournalState } from "./journal-records.ts";

/** The turns up to `atTurn`, with their messages as they were by then and what they answered. Events are counted anew. */
export function copiedHistory(state: JournalState, atTurn: number): JournalRecord[] {
  const byTurn = new Map<number, JournalRecord[]>();
  for (const { turn, message } of state.messagesUpTo(atTurn)) {
    const records = byTurn.get(turn) ?? [];
    byTurn.set(turn, records);
    records.push({ type: "message", turn, message });
  }
  const turns = new Map(state.turns.map((turn) => [turn.turn, turn]));
  return Array.from({ length: atTurn + 1 }, (_, turn): JournalRecord[] => {
    const stored = turns.get(turn);
    const { turnId: turn_id, prompt, end } = stored ?? {};
    return [
      ...(turn_id !== undefined && prompt !== undefined
        ? [{ type: "turn_start" as const, turn, turn_id, prompt }]
        : []),
      ...(byTurn.get(turn) ?? []),
      ...(end === undefined ? [] : [{ ...end, last_seq: 0 }]),
    ];
  }).flat();
}
