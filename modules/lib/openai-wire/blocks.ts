/** Small conversions that both of OpenAI's endpoints need. */
import type { ContentBlock, ImageBlock, Message } from "../../../kernel/index.ts";
import { textOf } from "../../../kernel/index.ts";

export function isSystem(message: Message): boolean {
  return message.role === "system" || message.role === "developer";
}

/** An address that the vendor can read: the image itself, or where it is. */
export function imageUrlOf({ source }: ImageBlock): string {
  return source.type === "url" ? source.url : `data:${source.media_type};base64,${source.data}`;
}

export function imagesOf(content: readonly ContentBlock[]): ImageBlock[] {
  return content.filter((block) => block.type === "image");
}

/** The text of a tool's result. The vendor has no mark for a failure, so the text says it. */
export function resultTextOf(message: Message): string {
  const text = textOf(message.content);
  if (message.metadata?.is_error !== true) return text;
  return /^(?:error|denied)\b/i.test(text) ? text : `Error: ${text}`;
}
