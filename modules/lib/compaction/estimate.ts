/** Estimates what a message costs in tokens: four characters to a token, one for a character of the East Asian scripts. */
import type { ContentBlock, Message } from "../../../kernel/index.ts";

const CHARS_PER_TOKEN = 4;
/** What the vendors charge for an image of the usual size. */
const IMAGE_TOKENS = 1600;
/** The frame of a message: its role and its separators. */
const MESSAGE_TOKENS = 4;
const WIDE = /[\u2e80-\uffff]/g;

const known = new WeakMap<Message, number>();

export function estimateTokens(message: Message): number {
  let tokens = known.get(message);
  if (tokens === undefined) {
    tokens = message.content.reduce((sum, block) => sum + tokensOfBlock(block), MESSAGE_TOKENS);
    known.set(message, tokens);
  }
  return tokens;
}

export function estimateText(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / CHARS_PER_TOKEN);
}

function tokensOfBlock(block: ContentBlock): number {
  if (block.type === "image") return IMAGE_TOKENS;
  if (block.type === "text") return estimateText(block.text);
  if (block.type === "thinking") return estimateText(block.thinking);
  return estimateText(JSON.stringify(block));
}
