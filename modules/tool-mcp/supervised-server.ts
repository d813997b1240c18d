/**
 * One server over all its lives: started, started again when it dies, after a pause that grows, until it has failed too often; then it
 * is left alone for a while. What is asked of it meanwhile waits for the next life, and fails when there is none.
 */
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../kernel/index.ts";
import { withTimeLimit } from "../lib/time-limit/index.ts";
import type { ConnectOptions, Link } from "./connect.ts";
import { ConnectFailure } from "./connect-failure.ts";
import { OpenCalls } from "./open-calls.ts";
import { untilAborted } from "./until-aborted.ts";

export interface ServerOptions extends Omit<ConnectOptions, "signal"> {
  /** Makes a connection of its own, or joins one. @throws ConnectFailure */
  readonly connect: (options: ConnectOptions) => Promise<Link>;
}

export interface ServerEvents {
  /** It is connected; a rejection is a failure of the start. */
  readonly onReady: (link: Link, signal: AbortSignal) => Promise<void>;
  /** It is gone, or it could not be started. @param retryMs the pause before the next attempt; null: none by itself */
  readonly onDown: (reason: string, retryMs: number | null) => void;
}

type State =
  | { readonly is: "starting" | "pausing" | "resting" | "closed" }
  | { readonly is: "ready"; readonly link: Link };

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;
/** So many failures without a call that worked in between, and it is left alone. */
const MAX_FAILURES = 5;
const REST_MS = 60_000;

export class SupervisedServer {
  readonly #options: ServerOptions;
  readonly #events: ServerEvents;
  readonly calls = new OpenCalls();
  readonly #over = new AbortController();
  #state: State = { is: "resting" };
  #attempt: Promise<void> = Promise.resolve();
  /** Ends the pause before the next attempt. */
  #hurry = new AbortController();
  #failures = 0;
  #restUntil = 0;
  #last = new ConnectFailure("it was not started");

  constructor(options: ServerOptions, events: ServerEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Resolves when the first attempt has come to an end, whatever end. */
  async start(): Promise<void> {
    this.#begin();
    await this.#attempt;
  }

  get isReady(): boolean {
    return this.#state.is === "ready";
  }

  /** For the first time: nothing has failed yet. */
  get isStarting(): boolean {
    return this.#state.is === "starting" && this.#failures === 0;
  }

  /** Why it is not there. */
  get failure(): ConnectFailure {
    return this.#last;
  }

  /** What a failed request means for the server's login, if anything. */
  async refusal(error: unknown): Promise<ConnectFailure | undefined> {
    return this.#options.auth?.explain(error);
  }

  /** What comes from the server, without the secrets that it was sent. */
  clean<Value>(value: Value): Value {
    return this.#options.auth?.clean(value) ?? value;
  }

  /** The connection, after another start where that may help. @throws ConnectFailure; what `signal` aborts with */
  async link(signal: AbortSignal): Promise<Link> {
    signal.throwIfAborted();
    if (this.#state.is === "pausing") this.#hurry.abort();
    if (this.#state.is === "resting" && Date.now() >= this.#restUntil) this.#begin();
    await untilAborted(this.#attempt, signal);
    if (this.#state.is === "ready") return this.#state.link;
    throw this.#last;
  }

  /** A call worked: what failed before counts no more. */
  reward(): void {
    this.#failures = 0;
  }

  async close(): Promise<void> {
    const last = this.#state;
    this.#state = { is: "closed" };
    this.#over.abort(new Error("the session ended"));
    if (last.is === "ready") await last.link.close();
    await this.#attempt;
  }

  #begin(): void {
    this.#state = { is: "starting" };
    this.#attempt = this.#tryOnce();
  }

  async #tryOnce(): Promise<void> {
    const { config } = this.#options;
    const signal = withTimeLimit(this.#over.signal, config.start_timeout * 1000);
    let link: Link | undefined;
    try {
      link = await this.#options.connect({ ...this.#options, signal });
      await Promise.race([this.#events.onReady(link, signal), this.#lost(link)]);
      if (this.#over.signal.aborted) throw this.#over.signal.reason;
      this.#state = { is: "ready", link };
      void link.ended.then((reason) => this.#mourn(reason));
    } catch (error) {
      await link?.close();
      const refusal = await this.refusal(error).catch((failed: unknown) => new ConnectFailure(messageOf(failed)));
      if (refusal !== undefined) this.#fail(refusal);
      else this.#fail(error instanceof ConnectFailure ? error : new ConnectFailure(messageOf(error)));
    }
  }

  async #lost(link: Link): Promise<never> {
    throw new ConnectFailure(`${await link.ended} before it was ready`);
  }

  #mourn(reason: string): void {
    if (this.#state.is !== "ready") return;
    const { link } = this.#state;
    const said = link.stderr();
    void link.close();
    this.#fail(new ConnectFailure(said === "" ? reason : `${reason}; it said: ${said}`));
  }

  #fail(failure: ConnectFailure): void {
    const { kind, message, isFinal, retryWhen } = failure;
    this.#failures += 1;
    this.#last = failure;
    if (this.#over.signal.aborted) return;
    if (retryWhen !== undefined) {
      this.#state = { is: "pausing" };
      this.#events.onDown(message, null);
      this.#attempt = this.#pause(retryWhen);
      return;
    }
    if (isFinal || this.#failures >= MAX_FAILURES) {
      this.#state = { is: "resting" };
      this.#restUntil = Date.now() + REST_MS;
      this.#failures = MAX_FAILURES - 1;
      this.#last = new ConnectFailure(`${message} (it is left alone for ${REST_MS / 1000} s)`, { kind });
      this.#events.onDown(message, null);
      return;
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.#failures - 1), MAX_PAUSE_MS);
    this.#state = { is: "pausing" };
    this.#events.onDown(message, pauseMs);
    this.#attempt = this.#pause(async (signal) => delay(pauseMs, undefined, { signal, ref: false }));
  }

  async #pause(wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#hurry = new AbortController();
    const signal = AbortSignal.any([this.#over.signal, this.#hurry.signal]);
    try {
      await wait(signal);
    } catch (error) {
      if (!signal.aborted) await this.#pauseBlindly(error, signal);
    }
    if (this.#over.signal.aborted) return;
    this.#state = { is: "starting" };
    await this.#tryOnce();
  }

  /** Nobody can tell when another attempt may fare better. */
  async #pauseBlindly(why: unknown, signal: AbortSignal): Promise<void> {
    const line = `it is tried again in ${MAX_PAUSE_MS / 1000} s, as what it waits for cannot be watched: ${messageOf(why)}`;
    this.#options.onNoise(Buffer.from(`${line}\n`));
    await delay(MAX_PAUSE_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}
