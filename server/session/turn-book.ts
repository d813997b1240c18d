/** The turns of a session by their `turnId`: what makes `session/execute` safe to retry, after a restart too. */
import type { ContentBlock, StopReason, Usage } from "../../kernel/index.ts";
import type { StoredTurn } from "../store/journal-records.ts";

export interface TurnReply {
  readonly turnId: string;
  readonly text: string;
  readonly stopReason: StopReason;
  readonly usage: Usage;
  readonly structured?: unknown;
}

interface Entry {
  readonly prompt: string;
  readonly reply: Promise<TurnReply>;
}

export class TurnBook {
  readonly #entries = new Map<string, Entry>();

  /** A turn that failed or was interrupted is not in the book: it may be run again. */
  constructor(stored: readonly StoredTurn[]) {
    for (const turn of stored) {
      const result = turn.end?.result;
      if (result === undefined) continue;
      const { text, stop_reason: stopReason, usage, structured } = result;
      const reply = { turnId: turn.turnId, text, stopReason, usage, ...(structured !== undefined && { structured }) };
      this.#entries.set(turn.turnId, { prompt: JSON.stringify(turn.prompt), reply: Promise.resolve(reply) });
    }
  }

  /** The reply of the turn with this id, running or over. Answers `other-prompt` when the id stands for another prompt. */
  find(turnId: string, prompt: readonly ContentBlock[]): Promise<TurnReply> | "other-prompt" | undefined {
    const entry = this.#entries.get(turnId);
    if (entry === undefined) return undefined;
    return entry.prompt === JSON.stringify(prompt) ? entry.reply : "other-prompt";
  }

  /** A turn that fails leaves the book again. */
  add(turnId: string, prompt: readonly ContentBlock[], reply: Promise<TurnReply>): void {
    const entry = { prompt: JSON.stringify(prompt), reply };
    this.#entries.set(turnId, entry);
    reply.catch(() => {
      if (this.#entries.get(turnId) === entry) this.#entries.delete(turnId);
    });
  }
}
