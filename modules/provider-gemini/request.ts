/**
 * What a request to Gemini has besides OpenAI's: signatures of thoughts on the calls that were made with them, and the wish to be
 * told thoughts. Sources: ai.google.dev/gemini-api/docs/thought-signatures and /docs/openai (thinking).
 */
import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import { type JsonObject, toolCallsOf } from "../../kernel/index.ts";
import type { VendorRequest } from "../lib/provider-wire/index.ts";
import { hasLevels } from "./models.ts";

type Params = ChatCompletionCreateParamsStreaming;

/** What the vendor takes in place of a signature that it did not make. */
const NO_SIGNATURE = "skip_thought_signature_validator";
const BUDGETS = { low: 1024, medium: 8192, high: 24_576 };

export function shapeChat(params: Params, request: VendorRequest, budget: number | undefined): Params {
  const { reasoning_effort: effort, ...others } = params;
  const messages = signCalls(params.messages, request);
  if (effort == null && request.extended_thinking !== true) return { ...others, messages };
  if (request.without.has("told-thoughts")) return { ...params, messages };
  const thinking_config = {
    include_thoughts: true,
    ...(effort != null && depthOf(request, effort as keyof typeof BUDGETS, budget)),
  };
  return { ...others, messages, ...{ extra_body: { google: { thinking_config } } } };
}

function depthOf(request: VendorRequest, effort: keyof typeof BUDGETS, budget: number | undefined): JsonObject {
  if (hasLevels(request.model)) return { thinking_level: effort };
  const isOwn = request.reasoning_effort === undefined && budget !== undefined;
  return { thinking_budget: isOwn ? budget : BUDGETS[effort] };
}

function signCalls(messages: ChatCompletionMessageParam[], request: VendorRequest): ChatCompletionMessageParam[] {
  const signatures = signaturesIn(request);
  return messages.map((message) => {
    if (message.role !== "assistant" || message.tool_calls === undefined) return message;
    const tool_calls = message.tool_calls.map((call, index) => {
      // Of calls that were made together, the first has the signature.
      const isDue = index === 0 && hasLevels(request.model);
      const thought_signature = signatures.get(call.id) ?? (isDue ? NO_SIGNATURE : undefined);
      return thought_signature === undefined ? call : { ...call, extra_content: { google: { thought_signature } } };
    });
    return { ...message, tool_calls };
  });
}

/** By the id of the call; only what the same model has signed. */
function signaturesIn({ messages, model, without }: VendorRequest): Map<string, string> {
  const isOwn = ({ metadata }: VendorRequest["messages"][number]): boolean =>
    metadata?.provider === "gemini" && (metadata.model === undefined || metadata.model === model);
  const own = without.has("earlier-thoughts") ? [] : messages.filter(isOwn);
  const calls = own.flatMap((message) => toolCallsOf(message.content));
  return new Map(calls.flatMap(({ id, signature }) => (signature === undefined ? [] : [[id, signature] as const])));
}
