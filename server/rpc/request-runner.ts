/** Runs the handler of one request at its time, and makes an answer of whatever comes of it. It knows only the lifecycle's methods. */
import { nearest } from "../../kernel/suggestion.ts";
import { type MethodHandler, type RpcCall, type RpcConnection, RpcError, type RpcServerOptions } from "./contracts.ts";
import { describe, shown, wireError } from "./errors.ts";
import { INITIALIZE, type LifecycleState, SHUTDOWN } from "./lifecycle.ts";
import type { LiveRequest } from "./live-requests.ts";
import { isObject } from "./message-shape.ts";

/** A longer name is compared with the known ones by its beginning. */
const MAX_COMPARED_CHARACTERS = 100;

export class RequestRunner {
  readonly #options: RpcServerOptions;
  readonly #lifecycle: LifecycleState;
  readonly #connection: RpcConnection;

  constructor(options: RpcServerOptions, lifecycle: LifecycleState, connection: RpcConnection) {
    this.#options = options;
    this.#lifecycle = lifecycle;
    this.#connection = connection;
  }

  /** Resolves with the result, or rejects with an `RpcError` and nothing else. A cancelled request never has a result. */
  async run(live: LiveRequest): Promise<unknown> {
    const { signal } = live.abort;
    try {
      return await this.#startInTurn(live);
    } catch (error) {
      if (signal.aborted) throw cancellation(signal);
      throw this.#toRpcError(error, live.method);
    }
  }

  /** Nothing may happen between the admission and the start: two requests that were woken together must not both be let in. */
  async #startInTurn(live: LiveRequest): Promise<unknown> {
    const { signal } = live.abort;
    for (;;) {
      signal.throwIfAborted();
      const admission = this.#lifecycle.admit(live.method);
      if (admission === "run") return this.#start(live);
      if (admission !== "wait") throw admission;
      await Promise.race([this.#lifecycle.settled(), whenAborted(signal)]);
    }
  }

  #start(live: LiveRequest): Promise<unknown> {
    const { lifecycle } = this.#options;
    const run = (handler: MethodHandler) => async (): Promise<unknown> => {
      const result = await handler(live.params, this.#callOf(live));
      live.abort.signal.throwIfAborted();
      return result;
    };
    if (live.method === INITIALIZE) return this.#lifecycle.initialize(run(lifecycle.initialize));
    if (live.method === SHUTDOWN) return this.#lifecycle.shutDown(run(lifecycle.shutdown ?? (async () => null)));
    const handler = this.#options.methods(live.method);
    if (handler === undefined) throw this.#methodNotFound(live.method);
    return run(handler)();
  }

  #callOf({ method, params, abort, afterReply }: LiveRequest): RpcCall {
    const meta = isObject(params) ? params._meta : undefined;
    return {
      method,
      connection: this.#connection,
      signal: abort.signal,
      meta: isObject(meta) ? meta : undefined,
      afterReply: (run) => void afterReply.push(run),
    };
  }

  #methodNotFound(method: string): RpcError {
    const suggestion = nearest(method.slice(0, MAX_COMPARED_CHARACTERS), this.#options.methodNames?.() ?? []);
    const hint = suggestion === undefined ? {} : { hint: `Did you mean \`${suggestion}\`?` };
    return wireError("method-not-found", `There is no method ${shown(method)}.`, hint);
  }

  #toRpcError(error: unknown, method: string): RpcError {
    const known = error instanceof RpcError ? error : this.#mapError(error);
    if (known !== undefined) return known;
    this.#options.report(`${shown(method)} failed: ${describe(error)}`);
    return wireError("internal", "Internal error");
  }

  #mapError(error: unknown): RpcError | undefined {
    try {
      return this.#options.toError?.(error);
    } catch (fault) {
      this.#options.report(`an error could not be mapped: ${describe(fault)}`);
      return undefined;
    }
  }
}

function cancellation(signal: AbortSignal): RpcError {
  return signal.reason instanceof RpcError ? signal.reason : wireError("cancelled", "The request was cancelled.");
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
