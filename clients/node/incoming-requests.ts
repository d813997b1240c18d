/** The server's requests to this client: runs their handlers and answers each one exactly once, whenever that may be. */
import { AmpdError } from "./ampd-error.ts";
import type { JsonMessage } from "./pending-requests.ts";

export type IncomingHandler<Params, Result> = (
  params: Params,
  context: { readonly signal: AbortSignal },
) => Result | Promise<Result>;

const METHOD_NOT_FOUND = -32601;
const INTERNAL = -32603;
const CANCELLED = -32800;

export class IncomingRequests {
  readonly #write: (message: JsonMessage) => void;
  readonly #handlers = new Map<string, IncomingHandler<unknown, unknown>>();
  readonly #running = new Map<unknown, AbortController>();

  constructor(write: (message: JsonMessage) => void) {
    this.#write = write;
  }

  /** @throws Error when the method has a handler already */
  handle(method: string, handler: IncomingHandler<unknown, unknown>): () => void {
    if (this.#handlers.has(method)) throw new Error(`${method} has a handler already; remove that one first`);
    this.#handlers.set(method, handler);
    return () => {
      if (this.#handlers.get(method) === handler) this.#handlers.delete(method);
    };
  }

  run(id: unknown, method: string, params: unknown): void {
    const handler = this.#handlers.get(method);
    if (handler === undefined) {
      this.#write({ id, error: { code: METHOD_NOT_FOUND, message: `This client does not answer ${method}.` } });
      return;
    }
    const controller = new AbortController();
    this.#running.set(id, controller);
    void this.#answer(id, controller, async () => handler(params, { signal: controller.signal }));
  }

  cancel(id: unknown): void {
    this.#running.get(id)?.abort(new AmpdError("The server withdrew the request.", { kind: "cancelled" }));
  }

  abortAll(reason: AmpdError): void {
    for (const controller of this.#running.values()) controller.abort(reason);
  }

  async #answer(id: unknown, { signal }: AbortController, run: () => Promise<unknown>): Promise<void> {
    try {
      const result = await run();
      this.#write({ id, result: result ?? null });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const known = error instanceof AmpdError ? error.code : undefined;
      this.#write({ id, error: { code: signal.aborted ? CANCELLED : (known ?? INTERNAL), message } });
    } finally {
      this.#running.delete(id);
    }
  }
}
