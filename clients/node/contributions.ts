/**
 * Tools, hooks and providers that this process gives: to the sessions of a client, or, as a module in a process of its own, to the ampd
 * that started it. It answers what it is asked; inputs are checked, and answers too, on the other side.
 */
import {
  hookInvoke,
  hookObserve,
  type NotificationType,
  type ParamsOf,
  providerAck,
  providerComplete,
  providerDelta,
  type ReadParamsOf,
  type RequestType,
  type ResultOf,
  toolExecute,
  toolOutput,
} from "../../protocol/index.ts";
import type { Undo } from "./connection.ts";
import type { Given } from "./given.ts";
import type { IncomingHandler } from "./incoming-requests.ts";

/** What a client and a module's connection have in common. */
export interface Wire {
  onRequest<Type extends RequestType>(type: Type, handler: IncomingHandler<ReadParamsOf<Type>, ResultOf<Type>>): Undo;
  onNotification<Type extends NotificationType>(type: Type, handler: (params: ReadParamsOf<Type>) => void): Undo;
  notify<Type extends NotificationType>(type: Type, params: ParamsOf<Type>): void;
}

/** One thing that was given, and the ids of its registrations, as they become known. */
export type Gift = Given & { readonly registrationIds?: Set<string> };
type Asked = { readonly registrationId: string; readonly name: string };
type Part = ParamsOf<typeof providerDelta>["part"];
type Answer = ReadParamsOf<typeof providerComplete>;

export class Contributions {
  readonly #wire: Wire;
  readonly #gifts = new Set<Gift>();
  /** Frees a place in the window of an answer that is being made. */
  readonly #acknowledge = new Map<string, (sequence: number) => void>();
  /** Hooks whose failure was told. */
  readonly #failing = new Set<string>();

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.onRequest(toolExecute, (params, { signal }) => this.#execute(params, signal));
    wire.onRequest(hookInvoke, (params) => this.#invoke(params, params.event, params.data));
    wire.onRequest(providerComplete, (params, { signal }) => this.#complete(params, signal) as never);
    wire.onNotification(hookObserve, ({ events, ...asked }) => {
      for (const { event, data } of events)
        void this.#invoke(asked, event, data).catch((error: unknown) => this.#complain(asked.name, event, error));
    });
    wire.onNotification(providerAck, ({ requestId, sequence }) => this.#acknowledge.get(requestId)?.(sequence));
  }

  add(gift: Gift): Undo {
    this.#gifts.add(gift);
    return () => void this.#gifts.delete(gift);
  }

  async #execute(params: ReadParamsOf<typeof toolExecute>, signal: AbortSignal): Promise<ResultOf<typeof toolExecute>> {
    const { sessionId, toolCallId, input } = params;
    const tool = this.#find(params, (gift) => gift.tools?.find(({ name }) => name === params.name));
    const output = (text: string, stream: "stdout" | "stderr" = "stdout"): void =>
      this.#wire.notify(toolOutput, { sessionId, toolCallId, stream, text });
    try {
      return { success: true, output: (await tool.execute(input, { sessionId, toolCallId, signal, output })) ?? null };
    } catch (error) {
      return {
        success: false,
        output: null,
        error: { message: error instanceof Error ? error.message : String(error) },
      };
    }
  }

  async #invoke(asked: Asked, event: string, data: Record<string, unknown>) {
    const hook = this.#find(asked, (gift) => gift.hooks?.find(({ name }) => name === asked.name));
    return (await hook.invoke(event, data)) ?? ({ action: "continue" } as const);
  }

  /** Nobody waits for the answer of a hook that only observes: its failure is a warning of this process, once for each hook. */
  #complain(name: string, event: string, error: unknown): void {
    if (this.#failing.has(name)) return;
    this.#failing.add(name);
    const reason = error instanceof Error ? error.message : String(error);
    process.emitWarning(`the hook "${name}" failed at ${event}: ${reason}`, "AmpdHookWarning");
  }

  async #complete(params: Answer, signal: AbortSignal): Promise<unknown> {
    const provider = this.#find(params, (gift) => (gift.provider?.name === params.name ? gift.provider : undefined));
    const { request, window } = params;
    const requestId = String(request.request_id);
    let [sent, taken] = [0, 0];
    let wake = (): void => {};
    this.#acknowledge.set(requestId, (sequence) => {
      taken = sequence + 1;
      wake();
    });
    signal.addEventListener("abort", () => wake(), { once: true });
    const send = async (part: Part): Promise<void> => {
      while (sent - taken >= window && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      signal.throwIfAborted();
      this.#wire.notify(providerDelta, { requestId, sequence: sent++, part });
    };
    let sending = Promise.resolve();
    // Whoever does not wait for one part still has them all sent, in order, before the answer.
    const onPart = (part: Part): Promise<void> => {
      sending = sending.then(() => send(part));
      sending.catch(() => {});
      return sending;
    };
    try {
      const answer = await provider.complete(request, { signal, onPart });
      await sending;
      return answer;
    } finally {
      this.#acknowledge.delete(requestId);
    }
  }

  /** The one that was registered under the id; one that has the name, where the id is not known yet. */
  #find<Found>({ registrationId, name }: Asked, pick: (gift: Gift) => Found | undefined): Found {
    const fitting = [...this.#gifts].filter((gift) => pick(gift) !== undefined);
    const gift = fitting.find(({ registrationIds }) => registrationIds?.has(registrationId)) ?? fitting.at(-1);
    const found = gift && pick(gift);
    if (found === undefined) throw new Error(`There is nothing named "${name}" here any more.`);
    return found;
  }
}
