/** Runs one turn of a live session and journals its beginning and its end: what the reply says is on disk before it is sent. */
import {
  addUsage,
  type ContentBlock,
  messageOf,
  ProviderError,
  type Session,
  type TurnOptions,
  type TurnResult,
  type Usage,
} from "../../kernel/index.ts";
import { type SessionRedactor, sessionRedactor } from "../../modules/lib/redaction/index.ts";
import type { StoredSession } from "../store/contracts.ts";
import type { SessionMetadata } from "../store/metadata.ts";
import { titleOf } from "./session-title.ts";
import type { TurnReply } from "./turn-book.ts";

export interface Turn {
  readonly turnId: string;
  readonly prompt: readonly ContentBlock[];
  readonly options: TurnOptions;
  /** Its abort is an immediate cancel. */
  readonly signal: AbortSignal;
  /** What sub-sessions have used in this turn so far. */
  readonly delegatedUsage: () => Usage;
}

const MAX_FIRST_PROMPT_CHARS = 1000;
/** So much of a prompt is looked at for a title. */
const MAX_TITLE_SOURCE_CHARS = 10_000;

export class TurnRunner {
  readonly #kernel: Session;
  readonly #stored: StoredSession;
  readonly #report: (line: string) => void;
  /** A prompt may hold a secret, and its beginning leaves the journal as the session's title. */
  readonly #redactor: SessionRedactor;

  constructor(kernel: Session, stored: StoredSession, report: (line: string) => void) {
    this.#kernel = kernel;
    this.#redactor = sessionRedactor(kernel.coordinator);
    this.#stored = stored;
    this.#report = report;
  }

  /** The usage of the reply is the whole turn's: what sub-sessions used is part of it. */
  async run({ turnId, prompt, options, signal, delegatedUsage }: Turn): Promise<TurnReply> {
    const abort = (): void => void this.#kernel.cancel("immediate");
    signal.addEventListener("abort", abort, { once: true });
    let turn = 0;
    const onBegin = async (number: number): Promise<void> => {
      await this.#stored.append({ type: "turn_start", turn: number, turn_id: turnId, prompt });
      turn = number;
      await this.#name(prompt);
      if (signal.aborted) abort();
    };
    try {
      const ended = await this.#kernel.execute(prompt, { ...options, turnId, onBegin });
      const result = { ...ended, usage: addUsage(ended.usage, delegatedUsage()) };
      await this.#recordResult(turnId, result);
      const { text, stopReason, usage, structured } = result;
      return { turnId, text, stopReason, usage, ...(structured !== undefined && { structured }) };
    } catch (error) {
      if (turn > 0) await this.#recordFailure(turnId, turn, error);
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async #recordResult(turnId: string, result: TurnResult): Promise<void> {
    const { turn, text, stopReason: stop_reason, usage, structured } = result;
    const recorded = { text, stop_reason, usage, ...(structured !== undefined && { structured }) };
    await this.#stored.append({ type: "turn_end", turn, turn_id: turnId, result: recorded, last_seq: this.#lastSeq });
    await this.#stored.sync();
    await this.#update({ turns: turn });
  }

  async #recordFailure(turnId: string, turn: number, error: unknown): Promise<void> {
    const kind = error instanceof ProviderError ? error.kind : "failed";
    const end = {
      turn,
      turn_id: turnId,
      error: { kind, message: this.#redactor.redactText(messageOf(error)) },
      last_seq: this.#lastSeq,
    };
    try {
      await this.#stored.append({ type: "turn_end", ...end });
      await this.#update({ turns: turn });
    } catch (fault) {
      // The client has to hear the turn's own error; a turn without an end is closed when the session is resumed.
      this.#report(`session ${this.#kernel.sessionId}: ${messageOf(fault)}`);
    }
  }

  /** The first prompt names a session that has no title, and finds it in a list: from its beginning, however it ends. */
  async #name([first]: readonly ContentBlock[]): Promise<void> {
    const { title, first_prompt } = this.#stored.metadata;
    if (first?.type !== "text" || first_prompt !== undefined) return;
    const text = this.#redactor.redactText(first.text.slice(0, MAX_TITLE_SOURCE_CHARS));
    await this.#update({ title: title ?? titleOf(text), first_prompt: text.slice(0, MAX_FIRST_PROMPT_CHARS) });
  }

  /** The journal has what counts by now: metadata that cannot be written must not make a turn fail. */
  async #update(change: Partial<SessionMetadata>): Promise<void> {
    await this.#stored.update(change).catch((error) => this.#report(messageOf(error)));
  }

  get #lastSeq(): number {
    return this.#kernel.coordinator.hooks.lastSeq;
  }
}
