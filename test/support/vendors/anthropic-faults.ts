/** What Anthropic's Messages API answers 400 to: the rules that a conversation, and a request to a recent model, must keep. */
import type { JsonObject } from "../../../kernel/index.ts";

interface Block extends JsonObject {
  readonly type: string;
}
interface WireMessage {
  readonly role: string;
  readonly content: string | readonly Block[];
}

const MAX_CACHE_BREAKPOINTS = 4;
const RECENT_MODEL = /^claude-(?:[a-z]+-(?:[5-9]|4-[7-9]))/;

/** The first fault, in the vendor's words as far as they are known. */
export function findAnthropicFault(body: JsonObject): string | undefined {
  const messages = (body.messages ?? []) as readonly WireMessage[];
  if (typeof body.max_tokens !== "number") return "max_tokens: Field required";
  if (messages.length === 0) return "messages: at least one message is required";
  if (messages[0]?.role !== "user") return 'messages.0.role: the first message must use the "user" role';
  for (const index of messages.keys()) {
    const fault = findMessageFault(messages, index);
    if (fault !== undefined) return `messages.${index}: ${fault}`;
  }
  const breakpoints = JSON.stringify(body).split('"cache_control"').length - 1;
  if (breakpoints > MAX_CACHE_BREAKPOINTS) {
    return `A maximum of 4 blocks with cache_control may be provided. Found ${breakpoints}.`;
  }
  return findSettingsFault(body);
}

function findMessageFault(messages: readonly WireMessage[], index: number): string | undefined {
  const message = messages[index];
  if (message === undefined) return undefined;
  if (message.role !== "user" && message.role !== "assistant") return `Unexpected role "${message.role}".`;
  const blocks = blocksOf(message);
  if (blocks.length === 0) return "all messages must have non-empty content";
  if (blocks.some((block) => block.type === "text" && block.text === ""))
    return "text content blocks must be non-empty";
  const isUnsigned = (block: Block): boolean =>
    block.type === "thinking" && (typeof block.signature !== "string" || block.signature === "");
  if (blocks.some(isUnsigned)) return "thinking.signature: Field required";
  return message.role === "assistant"
    ? findUnansweredCall(blocks, messages[index + 1])
    : findStrayResult(blocks, messages[index - 1]);
}

function findUnansweredCall(blocks: readonly Block[], next: WireMessage | undefined): string | undefined {
  const calls = blocks.filter((block) => block.type === "tool_use").map((block) => String(block.id));
  if (new Set(calls).size < calls.length) return "`tool_use` ids must be unique";
  const answered = next === undefined ? [] : leadingResults(blocksOf(next));
  const open = calls.filter((id) => !answered.includes(id));
  if (open.length === 0) return undefined;
  return `\`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(", ")}.`;
}

function findStrayResult(blocks: readonly Block[], previous: WireMessage | undefined): string | undefined {
  const results = blocks.filter((block) => block.type === "tool_result").map((block) => String(block.tool_use_id));
  if (leadingResults(blocks).length < results.length) return "`tool_result` blocks must come first in a message";
  if (new Set(results).size < results.length) return "each tool_use must have a single result";
  const calls = previous === undefined ? [] : blocksOf(previous).map((block) => String(block.id));
  const stray = results.find((id) => !calls.includes(id));
  return stray === undefined ? undefined : `unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}.`;
}

function findSettingsFault(body: JsonObject): string | undefined {
  const thinking = body.thinking as { type?: string; budget_tokens?: number } | undefined;
  const isRecent = RECENT_MODEL.test(String(body.model));
  if (isRecent && body.temperature !== undefined) return "`temperature` is deprecated for this model.";
  if (thinking?.type === "adaptive") return isRecent ? undefined : "adaptive thinking is not supported on this model";
  if (thinking?.type !== "enabled") return undefined;
  if (isRecent) return '"thinking.type.enabled" is not supported for this model.';
  const { budget_tokens: budget = 0 } = thinking;
  if (budget < 1024) return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
  if (budget >= Number(body.max_tokens)) return "`max_tokens` must be greater than `thinking.budget_tokens`.";
  if (body.temperature !== undefined) return "`temperature` may only be set to 1 when thinking is enabled.";
  return undefined;
}

function leadingResults(blocks: readonly Block[]): string[] {
  const end = blocks.findIndex((block) => block.type !== "tool_result");
  return blocks.slice(0, end < 0 ? blocks.length : end).map((block) => String(block.tool_use_id));
}

function blocksOf(message: WireMessage): readonly Block[] {
  return typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
}
