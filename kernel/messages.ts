/** Messages and content blocks: what a conversation is made of. Plain JSON data in Amplifier's names. */
export type JsonObject = Record<string, unknown>;

export type TextBlock = { readonly type: "text"; readonly text: string };
/** A model's thoughts. A signature, here or on a call, belongs to the vendor and goes back unchanged. */
export type ThinkingBlock = { readonly type: "thinking"; readonly thinking: string; readonly signature?: string };
export type RedactedThinkingBlock = { readonly type: "redacted_thinking"; readonly data: string };
/** A reasoning item of the kind that OpenAI returns; it goes back unchanged. */
export interface ReasoningBlock {
  readonly type: "reasoning";
  readonly id?: string;
  readonly content: readonly unknown[];
  readonly summary: readonly unknown[];
  readonly encrypted_content?: string;
}
export interface ToolCallBlock {
  readonly type: "tool_call";
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
  readonly signature?: string;
}
export type ToolResultBlock = { readonly type: "tool_result"; readonly tool_call_id: string; readonly output: unknown };
export type ImageSource =
  | { readonly type: "base64"; readonly media_type: string; readonly data: string }
  | { readonly type: "url"; readonly url: string };
export type ImageBlock = { readonly type: "image"; readonly source: ImageSource };
type ThoughtBlock = ThinkingBlock | RedactedThinkingBlock | ReasoningBlock;
export type ContentBlock = TextBlock | ThoughtBlock | ToolCallBlock | ToolResultBlock | ImageBlock;
export type Role = "system" | "developer" | "user" | "assistant" | "tool";

/**
 * One message. A tool's result has the role `tool`, the `tool_call_id` that it answers, and text or image blocks.
 * `metadata` is not for the model: `provider` and `model` on an answer, `is_error` on a failed result, `source` on an
 * injection, `interrupted` on an answer that was cut off, `synthetic` on a stand-in for a result that never came.
 */
export interface Message {
  readonly role: Role;
  readonly content: readonly ContentBlock[];
  readonly tool_call_id?: string;
  readonly metadata?: JsonObject;
}

/** Tokens, as the vendor counts them. `input_tokens` is gross: cached ones are part of it. `cost` is in US dollars. */
export type Usage = Caches & { readonly input_tokens: number; readonly output_tokens: number; readonly cost?: number };
type Caches = { readonly cache_read_tokens?: number; readonly cache_write_tokens?: number };

export const NO_USAGE: Usage = { input_tokens: 0, output_tokens: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  const keys = Object.keys({ ...a, ...b }) as (keyof Usage)[];
  const sums = keys.map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]);
  return { ...NO_USAGE, ...Object.fromEntries(sums) };
}

type Defined<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };
/** What JSON would keep of an object: the fields that are not undefined. */
export function definedOf<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value;
}

/** The text blocks, joined: what a person would read. */
export function textOf(content: readonly ContentBlock[]): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

export function toolCallsOf(content: readonly ContentBlock[]): ToolCallBlock[] {
  return content.filter((block) => block.type === "tool_call");
}
