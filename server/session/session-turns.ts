/** The turns of a live session: one at a time, each known by its id, with a queue behind it; and what may only happen between them. */
import { randomUUID } from "node:crypto";
import {
  addUsage,
  type ContentBlock,
  type JsonObject,
  messageOf,
  NO_USAGE,
  type Session,
  type TurnOptions,
  type Usage,
} from "../../kernel/index.ts";
import type { StoredSession } from "../store/contracts.ts";
import type { EnqueueRecord } from "../store/journal-records.ts";
import { PromptQueue } from "./prompt-queue.ts";
import { providerName } from "./provider-name.ts";
import { RequestError } from "./request-error.ts";
import { withSettings } from "./session-settings.ts";
import { traceEvents } from "./trace.ts";
import { TurnBook, type TurnReply } from "./turn-book.ts";
import { type Turn, TurnRunner } from "./turn-runner.ts";

export interface TurnRequest {
  readonly prompt: readonly ContentBlock[];
  readonly turnId?: string | undefined;
  readonly options: TurnOptions;
  /** The request's `_meta`. */
  readonly meta?: JsonObject | undefined;
}

export interface SessionTurnsOptions {
  readonly kernel: Session;
  readonly stored: StoredSession;
  readonly report: (line: string) => void;
  /** Called when a turn has ended, whichever way; its reply waits for it. */
  readonly onEnd: () => Promise<void>;
}

export class SessionTurns {
  readonly queue: PromptQueue;
  readonly #options: SessionTurnsOptions;
  readonly #runner: TurnRunner;
  #book: TurnBook;
  /** What keeps a turn from beginning: the one that runs, or a change that must have the history for itself. */
  #busy: { readonly turnId?: string; readonly what: string; readonly meta?: JsonObject | undefined } | undefined;
  #isClosed = false;
  /** What sub-sessions, and theirs, have used in the running turn. */
  #delegatedUsage = NO_USAGE;
  /** What waits for the running turn to end. */
  #afterTurn: (() => void)[] = [];

  constructor(options: SessionTurnsOptions) {
    const { kernel, stored, report } = options;
    this.#options = options;
    this.#runner = new TurnRunner(kernel, stored, report);
    this.#book = new TurnBook(stored.state.turns);
    this.queue = new PromptQueue(stored, (change) => kernel.coordinator.hooks.emit("session:queue", change));
    for (const { turn_id, prompt } of this.queue.entries) this.#book.add(turn_id, prompt, this.queue.replyOf(turn_id));
  }

  /** The id of the turn that runs. */
  get running(): string | undefined {
    return this.#busy?.turnId;
  }

  /** The `_meta` of the request that the running turn answers. */
  get meta(): JsonObject | undefined {
    return this.#busy?.meta;
  }

  addDelegated(usage: Usage): void {
    this.#delegatedUsage = addUsage(this.#delegatedUsage, usage);
  }

  /** Calls back once the running turn is over. */
  afterTurn(run: () => void): void {
    this.#afterTurn.push(run);
  }

  /**
   * Runs a turn. An abort of the signal is an immediate cancel. A turn whose id is known answers what the first one did.
   * @throws RequestError `session-busy`, `invalid-params`; KernelError; ProviderError; StoreError `journal-failed`
   */
  async execute(request: TurnRequest, signal: AbortSignal): Promise<TurnReply> {
    const { prompt, turnId = randomUUID(), options, meta } = request;
    const known = this.#find(turnId, prompt);
    if (known !== undefined) return known;
    this.#requireIdle();
    const reply = this.#run({ turnId, prompt, options, signal }, meta);
    this.#book.add(turnId, prompt, reply);
    return reply;
  }

  /** Answers the id of the entry, which is its turn's. @throws RequestError `invalid-params`, `overloaded`; StoreError `journal-failed` */
  async enqueue({ prompt, turnId = randomUUID(), options }: TurnRequest): Promise<string> {
    if (this.#find(turnId, prompt) !== undefined) return turnId;
    this.#book.add(turnId, prompt, this.queue.replyOf(turnId));
    try {
      await this.queue.add({ turn_id: turnId, prompt, options });
    } catch (error) {
      this.queue.ended(turnId, { error });
      throw error;
    }
    this.#advance();
    return turnId;
  }

  /** @throws RequestError `invalid-params`, StoreError `journal-failed` */
  async edit(turnId: string, prompt: readonly ContentBlock[]): Promise<void> {
    await this.queue.edit(turnId, prompt);
    this.#book.add(turnId, prompt, this.queue.replyOf(turnId));
  }

  async release(): Promise<void> {
    await this.queue.release();
    this.#advance();
  }

  /** For what must have the history for itself. @param what the session is doing meanwhile @throws RequestError `session-busy` */
  async between<Value>(what: string, change: () => Promise<Value>): Promise<Value> {
    this.#requireIdle();
    this.#busy = { what };
    try {
      return await change();
    } finally {
      this.#busy = undefined;
      this.#advance();
    }
  }

  /**
   * Goes back to the end of a turn: what came after it never was, save in the journal.
   * @throws RequestError `session-busy`, `invalid-params`; StoreError `journal-failed`
   */
  async revert(atTurn: number): Promise<void> {
    const { turns } = this.#options.kernel;
    if (atTurn > turns) {
      throw new RequestError("invalid-params", `atTurn: there is no turn ${atTurn}; the session has ${turns}`);
    }
    await this.between("going back to an earlier turn", () => this.#revert(atTurn));
  }

  /** Joins input to the running turn, where its orchestrator takes some; answers whether it did. */
  steer(prompt: readonly ContentBlock[], expectedTurnId: string | undefined): boolean {
    const { running } = this;
    if (running === undefined || (expectedTurnId !== undefined && expectedTurnId !== running)) return false;
    return this.#options.kernel.coordinator.getCapability<Steering>("session.steer")?.steer(prompt) ?? false;
  }

  close(): void {
    this.#isClosed = true;
    this.queue.close();
  }

  async #revert(atTurn: number): Promise<void> {
    const { kernel, stored, report } = this.#options;
    const from = kernel.turns;
    if (atTurn === from) return;
    await stored.append({ type: "revert", at_turn: atTurn });
    await stored.sync();
    await kernel.rewind(atTurn, stored.state.history);
    this.#book = new TurnBook(stored.state.turns);
    for (const { turn_id, prompt } of this.queue.entries) this.#book.add(turn_id, prompt, this.queue.replyOf(turn_id));
    await stored.update({ turns: atTurn }).catch((error) => report(messageOf(error)));
    const messages = stored.state.messages.length;
    await kernel.coordinator.hooks.emit("session:revert", { at_turn: atTurn, from_turn: from, messages });
  }

  #find(turnId: string, prompt: readonly ContentBlock[]): Promise<TurnReply> | undefined {
    const known = this.#book.find(turnId, prompt);
    if (known !== "other-prompt") return known;
    const message = `turnId: ${turnId} stands for a turn with another prompt; a new prompt needs a new turnId`;
    throw new RequestError("invalid-params", message);
  }

  #requireIdle(): void {
    if (this.#busy === undefined) return;
    const { sessionId } = this.#options.kernel;
    throw new RequestError("session-busy", `Session ${sessionId} is ${this.#busy.what}; wait for it, or cancel it.`);
  }

  async #run(turn: Omit<Turn, "delegatedUsage">, meta?: JsonObject): Promise<TurnReply> {
    const { kernel, stored, onEnd } = this.#options;
    this.#busy = { turnId: turn.turnId, what: `running turn ${turn.turnId}`, meta };
    this.#delegatedUsage = NO_USAGE;
    const delegatedUsage = (): Usage => this.#delegatedUsage;
    const endTrace = traceEvents(kernel.coordinator.hooks, meta);
    const { provider } = turn.options;
    const named = provider && { provider: providerName(kernel.coordinator.all("providers"), provider) };
    const options = withSettings({ ...turn.options, ...named }, stored.metadata.settings);
    let hold: "cancelled" | "failed" | undefined = "failed";
    try {
      const reply = await this.#runner.run({ ...turn, options, delegatedUsage });
      hold = reply.stopReason === "cancelled" ? "cancelled" : undefined;
      return reply;
    } finally {
      endTrace();
      await onEnd();
      this.queue.settle(turn.turnId);
      if (hold !== undefined && !this.#isClosed) await this.queue.hold(hold);
      this.#busy = undefined;
      for (const run of this.#afterTurn.splice(0)) run();
      this.#advance();
    }
  }

  /** Begins the next turn of the queue, if one is due. */
  #advance(): void {
    if (this.#busy !== undefined || this.#isClosed) return;
    const entry = this.queue.next();
    if (entry !== undefined) void this.#runEntry(entry);
  }

  /** A moment later, so that what the turn before it answered goes out first. Never rejects. */
  async #runEntry({ turn_id: turnId, prompt, options }: EnqueueRecord): Promise<void> {
    this.#busy = { turnId, what: `running turn ${turnId}` };
    await new Promise(setImmediate);
    try {
      const reply = await this.#run({ turnId, prompt, options, signal: NEVER });
      this.queue.ended(turnId, { reply });
    } catch (error) {
      this.#options.report(`session ${this.#options.kernel.sessionId}: queued turn ${turnId}: ${messageOf(error)}`);
      this.queue.ended(turnId, { error });
    }
  }
}

interface Steering {
  steer(prompt: readonly ContentBlock[]): boolean;
}

/** A queued turn belongs to no request; `session/cancel` ends it. */
const NEVER = new AbortController().signal;
