/** One call of the provider: the stream, its events, and what is kept of an answer that breaks off. */
import {
  addUsage,
  type EventData,
  KernelError,
  messageOf,
  ProviderError,
  type ProviderRequest,
  type ProviderResponse,
  textOf,
} from "../../../kernel/index.ts";
import { AnswerStream } from "./answer-stream.ts";
import { remember, type TurnState, tell } from "./loop.ts";
import { type Answered, answerMetadata } from "./record-answer.ts";
import { settleAfterStop } from "./settle-after-stop.ts";

export type CallOutcome =
  | ({ readonly kind: "answered"; readonly denied?: string } & Answered)
  | { readonly kind: "cancelled" };

/** Sends the request and streams the answer. When that breaks off, the text that has come stays in the history, marked `interrupted`. */
export async function callProvider(state: TurnState, request: ProviderRequest, isQuiet = false): Promise<CallOutcome> {
  const { coordinator } = state.input;
  const { clock } = coordinator.host;
  const stream = new AnswerStream(state, request.request_id, isQuiet);
  const startedAt = clock.now();
  const durationMs = (): number => Math.max(0, Math.round(clock.now() - startedAt));
  const signal = coordinator.cancellation.stopping;
  let response: ProviderResponse;
  try {
    const run = state.provider.complete(request, { signal, onPart: stream.onPart });
    response = await settleAfterStop(run, signal, clock);
  } catch (error) {
    state.wasSeen = stream.hasBegun;
    return await breakOff(state, { request, stream, error, durationMs: durationMs() });
  } finally {
    state.loop.afterRequest?.();
  }
  await stream.replay(response.content);
  return announce(state, { request, response, durationMs: durationMs() });
}

async function announce(
  state: TurnState,
  answered: { readonly request: ProviderRequest; readonly response: ProviderResponse; readonly durationMs: number },
): Promise<CallOutcome> {
  const { coordinator, context } = state.input;
  const { request, response, durationMs } = answered;
  const { usage } = response;
  state.usage = addUsage(state.usage, usage);
  state.text = textOf(response.content);
  // What a request without the tools costs says nothing of the next one, which has them.
  if (request.tools.length > 0 || state.input.tools.size === 0) context.noteUsage?.(usage);
  const name = describeCall(state, request.request_id, response.model);
  const llm = await coordinator.emit("llm:response", { ...name, status: "ok", duration_ms: durationMs, usage });
  const provider = await coordinator.emit("provider:response", {
    ...name,
    stop_reason: response.stop_reason,
    tool_calls: state.provider.parseToolCalls(response).length,
    usage,
  });
  state.injections.push(...llm.injections, ...provider.injections);
  const denied = llm.denied ?? provider.denied;
  return { kind: "answered", response, requestId: request.request_id, ...(denied !== undefined && { denied }) };
}

interface BrokenAnswer {
  readonly request: ProviderRequest;
  readonly stream: AnswerStream;
  readonly error: unknown;
  readonly durationMs: number;
}

async function breakOff(state: TurnState, { request, stream, error, durationMs }: BrokenAnswer): Promise<CallOutcome> {
  const isCancelled = state.input.coordinator.cancellation.isRequested;
  const name = describeCall(state, request.request_id, request.model);
  const content = await stream.interrupt();
  state.text = textOf(content);
  const metadata = { ...answerMetadata(state, request.request_id, request.model), interrupted: true };
  await remember(state, { role: "assistant", content, metadata });
  const failure = describeFailure(isCancelled ? cancelledError(state) : error);
  await tell(state, "llm:response", { ...name, status: "error", duration_ms: durationMs, error: failure });
  if (isCancelled) return { kind: "cancelled" };
  await tell(state, "provider:error", { ...name, error: failure });
  if (isProviderError(error)) throw error;
  const broken = `The provider ${state.provider.name} broke its contract; it threw: ${messageOf(error)}`;
  throw new KernelError("module-contract-broken", broken, { cause: error });
}

export function describeCall(
  state: TurnState,
  request_id: string,
  model: string | undefined,
): { provider: string; model?: string; request_id: string } {
  return { provider: state.provider.name, ...(model !== undefined && { model }), request_id };
}

/** As `llm:response` and `provider:error` tell it. */
export function describeFailure(error: unknown): EventData<"provider:error">["error"] {
  if (!isProviderError(error)) return { kind: "ContractBroken", message: messageOf(error), retryable: false };
  const { kind, message, retryable, retryAfter } = error;
  return { kind, message, retryable, ...(retryAfter !== undefined && { retry_after: retryAfter }) };
}

function cancelledError(state: TurnState): ProviderError {
  return new ProviderError("Abort", "The turn was cancelled.", { provider: state.provider.name, model: state.model });
}

/** By name, not by class: a module that was loaded from elsewhere brings its own copy of the class. */
export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof Error && error.name === "ProviderError";
}
