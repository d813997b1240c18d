/** Sends responses: turns an outcome into JSON text, and falls back to an internal error where there is none. */
import type { RpcError } from "./contracts.ts";
import { describe, wireError } from "./errors.ts";
import type { LiveRequests, ReplySink } from "./live-requests.ts";
import type { RequestId } from "./request-id.ts";
import { type ErrorObject, errorJson, errorObject, resultJson } from "./responses.ts";
import type { Trace } from "./trace.ts";

export type Outcome = { readonly result: unknown } | { readonly error: ErrorObject };

export interface RepliesOptions {
  readonly live: LiveRequests;
  readonly trace: Trace;
  readonly push: (json: string) => void;
  readonly report: (line: string) => void;
}

export class Replies {
  readonly #options: RepliesOptions;

  constructor(options: RepliesOptions) {
    this.#options = options;
  }

  /** For a message that came alone. */
  readonly direct: ReplySink = (json, afterReply) => {
    this.#options.push(json);
    for (const run of afterReply) this.#runSafely(run);
  };

  answer(internalId: string, outcome: Outcome): void {
    this.#options.live.settle(internalId, ({ id, method }) => {
      const json = this.#encode(id, method, outcome);
      this.#options.trace.log(`Sending response '${method} - (${id})'.`, outcome);
      return json;
    });
  }

  /** For what never became a live request. */
  refuse(id: RequestId | null, error: RpcError, sink: ReplySink): void {
    this.#options.trace.log(`Refusing a message: ${error.message}`, error.data);
    sink(errorJson(id, errorObject(error)), []);
  }

  #encode(id: RequestId, method: string, outcome: Outcome): string {
    try {
      return "error" in outcome ? errorJson(id, outcome.error) : resultJson(id, outcome.result);
    } catch (error) {
      this.#options.report(`${method}: the answer has no JSON text: ${describe(error)}`);
      return errorJson(id, errorObject(wireError("internal", "Internal error")));
    }
  }

  #runSafely(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.report(`after a reply: ${describe(error)}`);
    }
  }
}
