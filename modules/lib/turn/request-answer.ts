/** One request for an answer: its gates, its messages, and what else goes with it. */
import type { Injection, JsonSchema, Message, ProviderRequest, ToolSpec } from "../../../kernel/index.ts";
import { withInjections } from "./injections.ts";
import type { TurnState } from "./loop.ts";
import { type CallOutcome, callProvider, describeCall } from "./provider-call.ts";

export type Answer = CallOutcome | { readonly kind: "denied"; readonly reason: string };

export interface RequestOptions {
  readonly tools: readonly ToolSpec[];
  /** For this request only, after what hooks have to say. */
  readonly reminder?: Injection;
  /** A question of the loop's own: nothing of the answer is shown as it comes, or kept when it breaks off. It must be JSON of this schema. */
  readonly quietSchema?: JsonSchema;
}

/**
 * Asks the provider once. When the answer breaks off, the text that has come is in the history, marked `interrupted`.
 * @throws ProviderError as the provider does; KernelError `module-contract-broken` when it throws anything else
 */
export async function requestAnswer(state: TurnState, options: RequestOptions): Promise<Answer> {
  const { context, coordinator } = state.input;
  await state.loop.beforeRequest?.();
  if (coordinator.cancellation.isRequested) return { kind: "cancelled" };
  state.requests += 1;
  const requestId = coordinator.host.newId();
  const history = await context.getMessages();
  const gate = await coordinator.emit("provider:request", {
    ...describeCall(state, requestId, state.model),
    iteration: state.requests,
    messages: history.length,
  });
  if (gate.denied !== undefined) return { kind: "denied", reason: gate.denied };
  const model = typeof gate.data.model === "string" ? gate.data.model : state.model;
  const view = await context.getMessagesForRequest({ provider: state.provider, ...(model !== undefined && { model }) });
  const injections = [...state.injections, ...gate.injections, ...(options.reminder ? [options.reminder] : [])];
  state.injections = [];
  const request = buildRequest(state, {
    requestId,
    model,
    tools: options.tools,
    messages: withInjections(view, injections),
    outputSchema: options.quietSchema ?? state.input.options.outputSchema,
  });
  const sent = await coordinator.emit("llm:request", {
    ...describeCall(state, requestId, model),
    messages: request.messages.length,
    tools: request.tools.length,
  });
  if (sent.denied !== undefined) return { kind: "denied", reason: sent.denied };
  state.injections.push(...sent.injections);
  if (coordinator.cancellation.isRequested) return { kind: "cancelled" };
  return callProvider(state, request, options.quietSchema !== undefined);
}

function buildRequest(
  state: TurnState,
  parts: {
    readonly requestId: string;
    readonly model: string | undefined;
    readonly tools: readonly ToolSpec[];
    readonly messages: readonly Message[];
    readonly outputSchema: JsonSchema | undefined;
  },
): ProviderRequest {
  const { reasoning_effort, extended_thinking } = state.loop.config;
  const { effort = reasoning_effort } = state.input.options;
  const { outputSchema } = parts;
  return {
    request_id: parts.requestId,
    messages: parts.messages,
    tools: parts.tools,
    ...(parts.model !== undefined && { model: parts.model }),
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(extended_thinking && { extended_thinking }),
    ...(outputSchema !== undefined && { output_schema: outputSchema }),
  };
}
