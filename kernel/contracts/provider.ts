/** The provider contract: one model vendor, or something that stands in for one. */
import type { ContentBlock, JsonObject, Message, ToolCallBlock, Usage } from "../messages.ts";
import type { JsonSchema, ToolSpec } from "./tool.ts";

export interface ProviderInfo {
  readonly id: string;
  readonly displayName: string;
  readonly defaults: { readonly model: string; readonly context_window: number; readonly max_output_tokens: number };
  /** What a person has to give, and the environment variable that it may come from. */
  readonly configFields: readonly { readonly key: string; readonly env?: string; readonly secret?: boolean }[];
}

export interface ModelInfo {
  readonly id: string;
  readonly displayName?: string;
  readonly context_window: number;
  readonly max_output_tokens: number;
  readonly capabilities: readonly ("tools" | "streaming" | "thinking" | "vision" | "json_mode")[];
  /** US dollars for a million tokens. */
  readonly cost?: { readonly input: number; readonly output: number };
  readonly metadata?: JsonObject;
}

export interface ProviderRequest {
  /** Names this request in events; unique within the session. */
  readonly request_id: string;
  readonly messages: readonly Message[];
  /** Empty: the model may not call tools. */
  readonly tools: readonly ToolSpec[];
  readonly model?: string;
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly reasoning_effort?: "low" | "medium" | "high";
  readonly extended_thinking?: boolean;
  readonly output_schema?: JsonSchema;
}

export type BlockType = "text" | "thinking" | "tool_call";

/** What arrives while an answer is made. Blocks are numbered from 0 within a request; empty deltas are never sent. */
export type StreamPart =
  | { readonly type: "start"; readonly block_index: number; readonly block_type: BlockType; readonly name?: string }
  | { readonly type: "delta"; readonly block_index: number; readonly block_type: BlockType; readonly text: string }
  | { readonly type: "end"; readonly block_index: number; readonly block: ContentBlock };

export interface CompleteOptions {
  /** Aborts: the request ends at once and `complete` rejects with a `ProviderError` of kind `Abort`. */
  readonly signal: AbortSignal;
  /** Awaited before more is read from the vendor: this is how a slow client slows the source. */
  readonly onPart: (part: StreamPart) => Promise<void>;
}

export interface ProviderResponse {
  readonly content: readonly ContentBlock[];
  readonly stop_reason: "end_turn" | "tool_use" | "max_tokens" | "refusal";
  readonly usage: Usage;
  readonly model: string;
}

export interface Provider {
  /** The name that it is mounted under. */
  readonly name: string;
  /** Lower is chosen first. Default 100. */
  readonly priority: number;
  getInfo(): ProviderInfo;
  listModels(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** @throws ProviderError and nothing else */
  complete(request: ProviderRequest, options: CompleteOptions): Promise<ProviderResponse>;
  parseToolCalls(response: ProviderResponse): readonly ToolCallBlock[];
}

const PASSING = { RateLimit: true, ProviderUnavailable: true, Network: true, Timeout: true, Stream: true } as const;
const OF_ACCOUNT = { QuotaExceeded: false, Authentication: false, AccessDenied: false, Configuration: false } as const;
const OF_REQUEST = { ContextLength: false, ContentFilter: false, InvalidRequest: false, NotFound: false } as const;
const OTHERS = { Abort: false, InvalidToolCall: false } as const;
/** Each kind, and whether the same request may succeed later. */
export const PROVIDER_ERROR_KINDS = { ...PASSING, ...OF_ACCOUNT, ...OF_REQUEST, ...OTHERS } as const;
export type ProviderErrorKind = keyof typeof PROVIDER_ERROR_KINDS;

type ErrorDetails = { provider: string; model?: string | undefined; retryAfter?: number | undefined; cause?: unknown };
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  readonly provider: string;
  readonly model: string | undefined;
  readonly retryable: boolean;
  /** Seconds, when the vendor said so. */
  readonly retryAfter: number | undefined;

  constructor(kind: ProviderErrorKind, message: string, details: ErrorDetails) {
    super(message, details);
    this.name = "ProviderError";
    this.kind = kind;
    this.provider = details.provider;
    this.model = details.model;
    this.retryable = PROVIDER_ERROR_KINDS[kind];
    this.retryAfter = details.retryAfter;
  }
}
