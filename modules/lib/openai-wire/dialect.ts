/** What sets one server of OpenAI's protocol apart from the others: its address, its models, what it takes, and its own words. */
import type { OpenAI } from "openai";
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { ModelInfo, ProviderInfo } from "../../../kernel/index.ts";
import type { Failure, Price, RequestPart, VendorRequest } from "../provider-wire/index.ts";

export interface Dialect {
  readonly id: string;
  readonly displayName: string;
  readonly baseUrl: string;
  readonly api: "responses" | "chat";
  readonly defaultModel: string;
  readonly configFields: ProviderInfo["configFields"];
  /** The name of the limit of an answer's tokens in a chat request. */
  readonly limitName: "max_tokens" | "max_completion_tokens";
  /** Whether a request may name what it has in common with others, for the vendor's cache. */
  readonly takesCacheKey: boolean;
  takesTemperature(model: string): boolean;
  takesEffort(model: string): boolean;
  /** Whether thoughts of the one model may go back to the other. */
  isSameModel(made: string, asked: string): boolean;
  modelInfoOf(model: string): ModelInfo;
  priceOf(model: string): Price | undefined;
  /** Builds the SDK's client. It runs once, with the first request. */
  connect(): Promise<OpenAI>;
  listModels(client: OpenAI, signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** The last touch to the body of a chat request. */
  shapeChat?(params: ChatCompletionCreateParamsStreaming, request: VendorRequest): ChatCompletionCreateParamsStreaming;
  /** Makes the vendor's chunks what OpenAI's would be. */
  readChunks?(chunks: AsyncIterable<ChatCompletionChunk>): AsyncIterable<ChatCompletionChunk>;
  /** What the vendor's own errors mean, where it is not what OpenAI means by them. */
  explain?(error: unknown, common: Failure): Failure | undefined;
  refusedPart?(failure: Failure): RequestPart | undefined;
}
