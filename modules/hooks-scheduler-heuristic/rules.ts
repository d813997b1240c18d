/** Whether a rule's conditions hold for a prompt. */
import { type ContentBlock, matchesPattern, textOf } from "../../kernel/index.ts";
import type { Rule } from "./config.ts";

export interface PromptFacts {
  readonly text: string;
  readonly hasImage: boolean;
  readonly turn: number;
}

/** So much of a prompt is looked at. */
const MAX_CHARS = 100_000;

export function factsOf(prompt: unknown, turn: unknown): PromptFacts {
  const blocks: readonly ContentBlock[] = Array.isArray(prompt) ? prompt : [];
  const text = typeof prompt === "string" ? prompt : textOf(blocks);
  return { text, hasImage: blocks.some(({ type }) => type === "image"), turn: Number(turn) || 1 };
}

export function ruleHolds(rule: Rule, { text, hasImage, turn }: PromptFacts): boolean {
  const { prompt, min_chars = 0, max_chars = Number.POSITIVE_INFINITY, has_image = hasImage, min_turn = 1 } = rule;
  if (text.length < min_chars || text.length > max_chars || turn < min_turn || has_image !== hasImage) return false;
  return prompt === undefined || matchesPattern(prompt.toLowerCase(), text.slice(0, MAX_CHARS).toLowerCase());
}
