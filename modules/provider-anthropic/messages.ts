/** A conversation in the shape of the Messages API: alternating turns, results before text, only thoughts that the model may read. */
import type {
  ContentBlockParam,
  ImageBlockParam,
  TextBlockParam,
  ToolResultBlockParam,
} from "@anthropic-ai/sdk/resources/messages";
import { type ContentBlock, type ImageBlock, type Message, textOf } from "../../kernel/index.ts";
import type { VendorRequest } from "../lib/provider-wire/index.ts";
import { isSameModel } from "./models.ts";

export interface Conversation {
  readonly system: TextBlockParam[];
  readonly messages: Turn[];
  /** What will not be there in the next request: text that a hook put in for this one alone. */
  readonly passing: ReadonlySet<ContentBlockParam>;
}

interface Turn {
  readonly role: "user" | "assistant";
  readonly content: ContentBlockParam[];
}

const LEFT_OUT = "(Earlier messages were left out.)";

/** System messages at the front are the system prompt; later ones are spoken by the user, where they stand. */
export function toConversation(request: VendorRequest): Conversation {
  const { messages } = request;
  const first = messages.findIndex((message) => !isSystem(message));
  const front = first < 0 ? messages : messages.slice(0, first);
  const system = front.map((message) => textOf(message.content)).filter(isSpoken);
  const turns: Turn[] = [];
  const passing = new Set<ContentBlockParam>();
  for (const message of messages.slice(front.length)) {
    const role = message.role === "assistant" ? "assistant" : "user";
    const content = message.role === "tool" ? [resultOf(message)] : blocksOf(message, request);
    if (content.length > 0) append(turns, role, content);
    if (message.metadata?.ephemeral === true) for (const block of content) passing.add(block);
  }
  if (turns[0]?.role !== "user") turns.unshift({ role: "user", content: [{ type: "text", text: LEFT_OUT }] });
  return { system: system.map((text) => ({ type: "text", text })), messages: turns.map(resultsFirst), passing };
}

function append(turns: Turn[], role: Turn["role"], content: ContentBlockParam[]): void {
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...content);
  else turns.push({ role, content });
}

function resultsFirst(turn: Turn): Turn {
  const isResult = (block: ContentBlockParam): boolean => block.type === "tool_result";
  const { content } = turn;
  return { ...turn, content: [...content.filter(isResult), ...content.filter((block) => !isResult(block))] };
}

function blocksOf(message: Message, request: VendorRequest): ContentBlockParam[] {
  const isOwn = mayRead(message, request);
  return message.content.flatMap((block) => toBlock(block, isOwn));
}

/** Signatures hold for the model that made them. */
function mayRead({ metadata }: Message, { model, without }: VendorRequest): boolean {
  if (without.has("earlier-thoughts") || metadata?.provider !== "anthropic") return false;
  return typeof metadata.model !== "string" || isSameModel(metadata.model, model);
}

function toBlock(block: ContentBlock, isOwn: boolean): ContentBlockParam[] {
  switch (block.type) {
    case "text":
      return isSpoken(block.text) ? [{ type: "text", text: block.text }] : [];
    case "image":
      return [toImage(block)];
    case "tool_call":
      return [{ type: "tool_use", id: block.id, name: block.name, input: block.input }];
    case "thinking":
      if (!isOwn || block.signature === undefined) return [];
      return [{ type: "thinking", thinking: block.thinking, signature: block.signature }];
    case "redacted_thinking":
      return isOwn ? [{ type: "redacted_thinking", data: block.data }] : [];
    default:
      return [];
  }
}

function resultOf(message: Message): ToolResultBlockParam {
  const content = message.content.flatMap((block): (TextBlockParam | ImageBlockParam)[] => {
    if (block.type === "image") return [toImage(block)];
    return block.type === "text" && isSpoken(block.text) ? [{ type: "text", text: block.text }] : [];
  });
  return {
    type: "tool_result",
    tool_use_id: message.tool_call_id ?? "",
    ...(content.length > 0 && { content }),
    ...(message.metadata?.is_error === true && { is_error: true }),
  };
}

function toImage({ source }: ImageBlock): ImageBlockParam {
  if (source.type === "url") return { type: "image", source };
  const media_type = source.media_type as "image/png";
  return { type: "image", source: { type: "base64", media_type, data: source.data } };
}

function isSystem(message: Message): boolean {
  return message.role === "system" || message.role === "developer";
}

/** The API refuses text that is empty or blank. */
function isSpoken(text: string): boolean {
  return text.trim() !== "";
}
