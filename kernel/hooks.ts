/** The hook registry: handlers act on an event one after another; observers then see it as it ended up. */
import type { Host, Undo } from "./contracts/host.ts";
import { withDeadline } from "./deadline.ts";
import { KernelError, messageOf } from "./errors.ts";
import { isEphemeral } from "./events.ts";
import { CONTINUE, type HookResult, isHookResult, mergeHookResults } from "./hook-result.ts";
import type { JsonObject } from "./messages.ts";
import { PatternList } from "./patterns.ts";

/** No answer means `continue`. */
export type HookHandler = (event: string, data: JsonObject) => HookResult | undefined | Promise<HookResult | undefined>;

export interface HookOptions {
  readonly name: string;
  /** Lower runs first; equal priorities keep the order of registration. Default 0. */
  readonly priority?: number;
  /** A gate: it runs after all others, and a throw, a time-out or a malformed answer means deny. Default false. */
  readonly failClosed?: boolean;
  /** Milliseconds for one answer; null: no limit. Default 30,000. */
  readonly timeoutMs?: number | null;
}

/** An event after all handlers have run: the same for every observer. */
export interface Observation {
  readonly event: string;
  readonly data: JsonObject;
  /** Counts the logged events of the session from 1; a live-only event carries the number that it follows. */
  readonly seq: number;
  /** Milliseconds since the Unix epoch. */
  readonly ts: number;
  readonly ephemeral: boolean;
}

export type Observer = (observation: Observation) => void;
type Handler = Required<HookOptions> & { readonly pattern: string; readonly run: HookHandler };

const HANDLER_TIMEOUT_MS = 30_000;
const COLLECT_TIMEOUT_MS = 1000;

export class HookRegistry {
  readonly #host: Host;
  readonly #envelope: JsonObject;
  readonly #handlers = new PatternList<Handler>();
  readonly #observers = new PatternList<Omit<Handler, "run" | "timeoutMs"> & { readonly run: Observer }>();
  /** The event that observers see, and those that were emitted meanwhile: they come behind it. */
  readonly #unseen: Observation[] = [];
  #lastSeq: number;
  #timestamp = { ms: Number.NaN, text: "" };

  /** The envelope is added to every payload; `lastSeq` is the number of the last event that was logged before. */
  constructor(host: Host, envelope: JsonObject, lastSeq = 0) {
    this.#host = host;
    this.#envelope = envelope;
    this.#lastSeq = lastSeq;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** @param pattern an event's name; `*` in it matches any run of characters, `:` included */
  register(pattern: string, run: HookHandler, options: HookOptions): Undo {
    const defaults = { priority: 0, failClosed: false, timeoutMs: HANDLER_TIMEOUT_MS };
    return this.#handlers.add({ ...defaults, ...options, pattern, run });
  }

  /** An observer sees every event that matches, in one order for all, and changes nothing; a throw is reported. */
  observe(pattern: string, run: Observer, options: Pick<HookOptions, "name" | "priority">): Undo {
    return this.#observers.add({ priority: 0, failClosed: false, ...options, pattern, run });
  }

  /** Runs the handlers one by one; answers the merged result, with the data as the last one left it. Never rejects. */
  async emit(event: string, data: JsonObject): Promise<HookResult & { readonly data: JsonObject }> {
    let current = this.#complete(data);
    let merged = CONTINUE;
    for (const handler of this.#handlers.matching(event)) {
      const result = await this.#answerOf(handler, event, current);
      if (result.action === "modify") current = { ...current, ...result.data, ...this.#envelope };
      // Of two questions, a gate's is the one that has to be answered.
      const isFirst = handler.failClosed && result.action === "ask_user";
      merged = isFirst ? mergeHookResults(result, merged) : mergeHookResults(merged, result);
      if (merged.action === "deny") break;
    }
    this.#show(event, current);
    return { ...merged, data: current };
  }

  /** Asks all handlers at once and gathers their `data`; one that fails or takes over `timeoutMs` is left out. */
  async emitAndCollect(event: string, data: JsonObject, timeoutMs = COLLECT_TIMEOUT_MS): Promise<JsonObject[]> {
    const current = this.#complete(data);
    const handlers = this.#handlers.matching(event).map((handler) => ({ ...handler, timeoutMs }));
    const answers = await Promise.all(handlers.map((handler) => this.#answerOf(handler, event, current)));
    this.#show(event, current);
    return answers.flatMap((answer) => (answer.data === undefined ? [] : [answer.data]));
  }

  async #answerOf(handler: Handler, event: string, data: JsonObject): Promise<HookResult> {
    try {
      const run = (): ReturnType<HookHandler> => handler.run(event, data);
      const answer = await withDeadline({ ms: handler.timeoutMs, clock: this.#host.clock }, run);
      if (answer === undefined) return CONTINUE;
      if (isHookResult(answer)) return answer;
      throw new KernelError("module-contract-broken", "the answer is not a hook result");
    } catch (error) {
      const reason = `hook ${handler.name} failed on ${event}: ${messageOf(error)}`;
      this.#host.report(reason);
      return handler.failClosed ? { action: "deny", reason } : CONTINUE;
    }
  }

  #show(event: string, data: JsonObject): void {
    const ephemeral = isEphemeral(event);
    if (!ephemeral) this.#lastSeq += 1;
    if (this.#unseen.push({ event, data, seq: this.#lastSeq, ts: this.#host.clock.now(), ephemeral }) > 1) return;
    for (const next of this.#unseen) this.#showOne(next);
    this.#unseen.length = 0;
  }

  #showOne(observation: Observation): void {
    for (const { run, name } of this.#observers.matching(observation.event)) {
      try {
        run(observation);
      } catch (error) {
        this.#host.report(`observer ${name} failed on ${observation.event}: ${messageOf(error)}`);
      }
    }
  }

  #complete(data: JsonObject): JsonObject {
    const ms = this.#host.clock.now();
    if (ms !== this.#timestamp.ms) this.#timestamp = { ms, text: new Date(ms).toISOString() };
    return { ...data, ...this.#envelope, timestamp: this.#timestamp.text };
  }
}
