/** An answer before it is played: its blocks, its pace, how it fails; and the usage that it would have cost. */
import {
  type ContentBlock,
  ProviderError,
  type ProviderErrorKind,
  type ProviderRequest,
  type Usage,
} from "../../kernel/index.ts";

export interface AnswerError {
  readonly kind: ProviderErrorKind;
  readonly message: string;
  /** Seconds. */
  readonly retry_after?: number | undefined;
}

export interface Answer {
  readonly content: readonly ContentBlock[];
  readonly delayMs: number;
  readonly usage: Partial<Usage>;
  readonly error?: AnswerError;
}

const CHARS_PER_TOKEN = 4;

export function errorOf(error: AnswerError, model: string): ProviderError {
  return new ProviderError(error.kind, error.message, { provider: "mock", model, retryAfter: error.retry_after });
}

/** A token is taken to be four characters of what would be sent. */
export function estimateUsage(request: ProviderRequest, content: readonly ContentBlock[]): Usage {
  const sent = request.messages.map((message) => message.content);
  return { input_tokens: tokensOf([sent, request.tools]), output_tokens: tokensOf(content) };
}

function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / CHARS_PER_TOKEN);
}
