/** The body of a request to the Responses API. The vendor stores nothing: the whole conversation goes along, thoughts encrypted. */
import type {
  ResponseCreateParamsStreaming,
  ResponseInputItem,
  ResponseInputMessageContentList,
} from "openai/resources/responses/responses";
import { type ContentBlock, type Message, textOf } from "../../../kernel/index.ts";
import type { VendorRequest } from "../provider-wire/index.ts";
import { imagesOf, imageUrlOf, isSystem, resultTextOf } from "./blocks.ts";
import type { Dialect } from "./dialect.ts";
import { effortOf, jsonFormatOf, temperatureOf, type Wire } from "./settings.ts";

export function toResponsesParams(request: VendorRequest, wire: Wire): ResponseCreateParamsStreaming {
  const first = request.messages.findIndex((message) => !isSystem(message));
  const front = first < 0 ? [] : request.messages.slice(0, first);
  const instructions = front.map((message) => textOf(message.content)).join("\n\n");
  const max_output_tokens = request.max_tokens ?? wire.settings.max_tokens;
  const temperature = temperatureOf(request, wire);
  const { output_schema: schema } = request;
  return {
    model: request.model,
    stream: true,
    store: false,
    ...(wire.dialect.takesCacheKey && { prompt_cache_key: wire.cacheKey }),
    input: request.messages.slice(front.length).flatMap((message) => toItems(message, request, wire.dialect)),
    ...(instructions !== "" && { instructions }),
    ...(request.tools.length > 0 && { tools: request.tools.map(toTool) }),
    ...(max_output_tokens !== undefined && { max_output_tokens }),
    ...(temperature !== undefined && { temperature }),
    ...(schema !== undefined && { text: { format: { type: "json_schema", ...jsonFormatOf(schema) } } }),
    ...reasoningOf(request, wire),
  };
}

function reasoningOf(request: VendorRequest, wire: Wire): Partial<ResponseCreateParamsStreaming> {
  if (!wire.dialect.takesEffort(request.model)) return {};
  const effort = effortOf(request, wire);
  const isWanted = request.extended_thinking === true || effort !== undefined;
  const isTold = isWanted && !request.without.has("told-thoughts");
  return {
    include: ["reasoning.encrypted_content"],
    ...(isWanted && { reasoning: { ...(effort && { effort }), ...(isTold && { summary: "auto" }) } }),
  };
}

function toTool({ name, description, inputSchema }: VendorRequest["tools"][number]): {
  type: "function";
  name: string;
  description: string;
  parameters: Record<string, unknown>;
  strict: false;
} {
  return { type: "function", name, description, parameters: inputSchema, strict: false };
}

function toItems(message: Message, request: VendorRequest, dialect: Dialect): ResponseInputItem[] {
  if (isSystem(message)) return [{ role: "developer", content: textOf(message.content) }];
  if (message.role === "user") {
    const content = toInput(message.content);
    return content.length > 0 ? [{ role: "user", content }] : [];
  }
  if (message.role === "tool") {
    const images = imagesOf(message.content).length > 0;
    const output = images ? toInput(message.content) : resultTextOf(message);
    return [{ type: "function_call_output", call_id: message.tool_call_id ?? "", output }];
  }
  return withFollowers(message.content.flatMap((block) => toOutputItem(block, mayRead(message, request, dialect))));
}

/** Encrypted thoughts are for the model that had them. */
function mayRead({ metadata }: Message, { model, without }: VendorRequest, { id, isSameModel }: Dialect): boolean {
  if (metadata?.provider !== id || without.has("earlier-thoughts")) return false;
  return typeof metadata.model !== "string" || isSameModel(metadata.model, model);
}

function toInput(content: readonly ContentBlock[]): ResponseInputMessageContentList {
  return content.flatMap((block): ResponseInputMessageContentList => {
    if (block.type === "image") return [{ type: "input_image", image_url: imageUrlOf(block), detail: "auto" }];
    return block.type === "text" && block.text !== "" ? [{ type: "input_text", text: block.text }] : [];
  });
}

function toOutputItem(block: ContentBlock, isOwn: boolean): ResponseInputItem[] {
  if (block.type === "text" && block.text !== "") return [{ role: "assistant", content: block.text }];
  if (block.type === "tool_call") {
    const { id: call_id, name, input } = block;
    return [{ type: "function_call", call_id, name, arguments: JSON.stringify(input) }];
  }
  if (block.type !== "reasoning" || !isOwn || block.id === undefined || block.encrypted_content === undefined)
    return [];
  const summary = block.summary as { type: "summary_text"; text: string }[];
  return [{ type: "reasoning", id: block.id, summary, encrypted_content: block.encrypted_content }];
}

/** The vendor refuses a thought that nothing came of. */
function withFollowers(items: ResponseInputItem[]): ResponseInputItem[] {
  const end = items.findLastIndex((item) => item.type !== "reasoning");
  return items.slice(0, end + 1);
}
