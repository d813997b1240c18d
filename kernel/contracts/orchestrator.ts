/** The orchestrator contract: how a prompt becomes an answer; the context contract: what the model sees of the past. */
import type { Coordinator, Injection } from "../coordinator.ts";
import type { ContentBlock, JsonObject, Message, Usage } from "../messages.ts";
import type { Provider, ProviderRequest } from "./provider.ts";
import type { JsonSchema, Tool } from "./tool.ts";

export type StopReason = "end_turn" | "max_tokens" | "max_iterations" | "refusal" | "cancelled" | "denied";

export interface TurnOptions {
  /** The name of a mounted provider. */
  readonly provider?: string;
  readonly model?: string;
  readonly effort?: ProviderRequest["reasoning_effort"];
  readonly maxIterations?: number;
  /** The final answer must be JSON of this schema. */
  readonly outputSchema?: JsonSchema;
}

export interface TurnInput {
  readonly prompt: readonly ContentBlock[];
  /** What hooks have put before the model together with the prompt, for the first request only. */
  readonly injections?: readonly Injection[];
  readonly context: Context;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly coordinator: Coordinator;
  readonly options: TurnOptions;
}

export interface TurnOutcome {
  readonly text: string;
  readonly stopReason: StopReason;
  /** Summed over the turn's requests. */
  readonly usage: Usage;
  readonly structured?: unknown;
}

/** Emits the execution, provider, content and completion events; its tool calls go through `coordinator.callTool`. */
export interface Orchestrator {
  /** On every way out, a throw too, it leaves a history that the next provider call accepts. */
  execute(turn: TurnInput): Promise<TurnOutcome>;
}

export type MessagesRequest = { readonly provider: Provider; readonly model?: string };

export interface Context {
  addMessage(message: Message): Promise<void>;
  /** A view that fits the provider's window. It changes no history and never parts a tool call from its result. */
  getMessagesForRequest(request: MessagesRequest): Promise<readonly Message[]>;
  /** The whole history. */
  getMessages(): Promise<readonly Message[]>;
  setMessages(messages: readonly Message[]): Promise<void>;
  clear(): Promise<void>;
  /** The provider's own count for the view that it last got, so that only what is new must be estimated. */
  noteUsage?(usage: Usage): void;
  /** Compacts the view now, whatever its size; answers what it did. */
  compact?(request: MessagesRequest): Promise<JsonObject>;
}
