/** The body of a request to the Chat Completions API, in the plain form that other vendors' servers understand too. */
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import { type ImageBlock, type Message, textOf, toolCallsOf } from "../../../kernel/index.ts";
import type { VendorRequest } from "../provider-wire/index.ts";
import { imagesOf, imageUrlOf, isSystem, resultTextOf } from "./blocks.ts";
import { effortOf, jsonFormatOf, temperatureOf, type Wire } from "./settings.ts";

export function toChatParams(request: VendorRequest, wire: Wire): ChatCompletionCreateParamsStreaming {
  const { dialect, cacheKey } = wire;
  const limit = request.max_tokens ?? wire.settings.max_tokens;
  const temperature = temperatureOf(request, wire);
  const effort = request.without.has("told-thoughts") ? undefined : effortOf(request, wire);
  const { output_schema: schema } = request;
  const params: ChatCompletionCreateParamsStreaming = {
    model: request.model,
    stream: true,
    stream_options: { include_usage: true },
    messages: toMessages(request.messages),
    ...(request.tools.length > 0 && { tools: request.tools.map(toTool) }),
    ...(dialect.takesCacheKey && { prompt_cache_key: cacheKey }),
    ...(limit !== undefined && { [dialect.limitName]: limit }),
    ...(temperature !== undefined && { temperature }),
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(schema !== undefined && { response_format: { type: "json_schema", json_schema: jsonFormatOf(schema) } }),
  };
  return dialect.shapeChat?.(params, request) ?? params;
}

function toTool({ name, description, inputSchema }: VendorRequest["tools"][number]): {
  type: "function";
  function: { name: string; description: string; parameters: Record<string, unknown> };
} {
  return { type: "function", function: { name, description, parameters: inputSchema } };
}

/** A result can only be text here, so its images follow in the user's name, behind all results of the same answer. */
function toMessages(messages: readonly Message[]): ChatCompletionMessageParam[] {
  const turns: ChatCompletionMessageParam[] = [];
  let images: ImageBlock[] = [];
  const showImages = (): void => {
    if (images.length > 0) turns.push({ role: "user", content: images.map(toImagePart) });
    images = [];
  };
  for (const message of messages) {
    if (message.role === "tool") images.push(...imagesOf(message.content));
    else showImages();
    const turn = toTurn(message);
    if (turn !== undefined) turns.push(turn);
  }
  showImages();
  return turns;
}

function toTurn(message: Message): ChatCompletionMessageParam | undefined {
  const text = textOf(message.content);
  if (message.role === "tool") {
    return { role: "tool", tool_call_id: message.tool_call_id ?? "", content: resultTextOf(message) };
  }
  if (isSystem(message)) return text === "" ? undefined : { role: "system", content: text };
  if (message.role === "user") return toUserTurn(message, text);
  const tool_calls = toolCallsOf(message.content).map(({ id, name, input }) => ({
    id,
    type: "function" as const,
    function: { name, arguments: JSON.stringify(input) },
  }));
  if (tool_calls.length > 0) return { role: "assistant", content: text === "" ? null : text, tool_calls };
  return text === "" ? undefined : { role: "assistant", content: text };
}

function toUserTurn({ content }: Message, text: string): ChatCompletionMessageParam | undefined {
  const images = imagesOf(content);
  if (images.length === 0) return text === "" ? undefined : { role: "user", content: text };
  const parts = content.flatMap((block): ChatCompletionContentPart[] => {
    if (block.type === "image") return [toImagePart(block)];
    return block.type === "text" && block.text !== "" ? [{ type: "text", text: block.text }] : [];
  });
  return { role: "user", content: parts };
}

function toImagePart(image: ImageBlock): ChatCompletionContentPart {
  return { type: "image_url", image_url: { url: imageUrlOf(image) } };
}
