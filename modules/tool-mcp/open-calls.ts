/**
 * The calls of one server that are under way. A call may be silent for so long, and take so long in all; while the user is asked
 * something for it, no time passes. When the calls are over, what the server asked during them is withdrawn.
 */
import type { ServerConfig } from "./config.ts";

export interface CallLimits {
  readonly silenceMs: number;
  readonly totalMs: number;
  /** Of whoever called. */
  readonly signal: AbortSignal;
}

/** The longest that a timer takes. */
export const NEVER_MS = 2 ** 31 - 1;

export class OpenCalls {
  readonly #calls = new Set<OpenCall>();
  /** Aborts when the last call is over. */
  #idle = new AbortController();
  #questions = 0;

  begin(limits: CallLimits): OpenCall {
    const call: OpenCall = new OpenCall(limits, () => this.#end(call));
    this.#calls.add(call);
    if (this.#questions > 0) call.pause();
    return call;
  }

  /** A request other than a tool's, under the limits of the server. Its options are for the SDK, whose own clock would run on. */
  async during<Value>(
    config: Pick<ServerConfig, "timeout" | "max_total_timeout">,
    signal: AbortSignal,
    run: (options: { readonly signal: AbortSignal; readonly timeout: number }) => Promise<Value>,
  ): Promise<Value> {
    const call = this.begin({ silenceMs: config.timeout * 1000, totalMs: config.max_total_timeout * 1000, signal });
    try {
      return await run({ signal: call.signal, timeout: NEVER_MS });
    } finally {
      call.end();
    }
  }

  /** @param signal of the server's request. The work gets one that also aborts when the calls are over */
  async whileAsking<Value>(signal: AbortSignal, ask: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    this.#questions += 1;
    for (const call of this.#calls) call.pause();
    try {
      return await ask(this.#calls.size === 0 ? signal : AbortSignal.any([signal, this.#idle.signal]));
    } finally {
      this.#questions -= 1;
      if (this.#questions === 0) for (const call of this.#calls) call.resume();
    }
  }

  #end(call: OpenCall): void {
    this.#calls.delete(call);
    if (this.#calls.size > 0) return;
    this.#idle.abort(new Error("the call is over"));
    this.#idle = new AbortController();
  }
}

export class OpenCall {
  readonly #limits: CallLimits;
  readonly #onEnd: () => void;
  readonly #expired = new AbortController();
  readonly signal: AbortSignal;
  #silentUntil: number;
  #endsAt: number;
  #pausedAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: CallLimits, onEnd: () => void) {
    this.#limits = limits;
    this.#onEnd = onEnd;
    this.signal = AbortSignal.any([limits.signal, this.#expired.signal]);
    const now = Date.now();
    this.#silentUntil = now + limits.silenceMs;
    this.#endsAt = now + limits.totalMs;
    this.#arm();
  }

  get isExpired(): boolean {
    return this.#expired.signal.aborted;
  }

  /** The server said something of it. */
  touch(): void {
    this.#silentUntil = Date.now() + this.#limits.silenceMs;
    if (this.#pausedAt === undefined) this.#arm();
  }

  pause(): void {
    this.#pausedAt ??= Date.now();
    clearTimeout(this.#timer);
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    const pausedMs = Date.now() - this.#pausedAt;
    this.#pausedAt = undefined;
    this.#silentUntil += pausedMs;
    this.#endsAt += pausedMs;
    this.#arm();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#onEnd();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const waitMs = Math.min(this.#silentUntil, this.#endsAt) - Date.now();
    this.#timer = setTimeout(() => this.#expired.abort(new Error("it took too long")), waitMs);
  }
}
