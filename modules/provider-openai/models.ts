/** What is known of OpenAI's models without asking: sizes, prices, and which of them reason. */
import type { ModelInfo } from "../../kernel/index.ts";

export const DEFAULT_MODEL = "gpt-5.6-terra";

type Facts = Omit<ModelInfo, "id">;

const PLAIN = ["tools", "streaming", "vision", "json_mode"] as const;
const REASONING = [...PLAIN, "thinking"] as const;
const GPT_5_6 = { context_window: 1_050_000, max_output_tokens: 128_000, capabilities: REASONING };

/** The first pattern that fits says what a model is. */
const FACTS: readonly [RegExp, Facts][] = [
  [/^gpt-5\.6-terra/, { ...GPT_5_6, displayName: "GPT-5.6 Terra", cost: { input: 2, output: 12 } }],
  [/^gpt-5\.6-luna/, { ...GPT_5_6, displayName: "GPT-5.6 Luna", cost: { input: 0.2, output: 1.2 } }],
  [/^gpt-5\.6/, GPT_5_6],
  [/^gpt-5.*-chat/, { context_window: 128_000, max_output_tokens: 16_384, capabilities: PLAIN }],
  [/^gpt-[5-9]/, { context_window: 400_000, max_output_tokens: 128_000, capabilities: REASONING }],
  [/^(?:o\d|codex)/, { context_window: 200_000, max_output_tokens: 100_000, capabilities: REASONING }],
  [/^gpt-4\.1/, { context_window: 1_047_576, max_output_tokens: 32_768, capabilities: PLAIN }],
];
const UNKNOWN: Facts = { context_window: 128_000, max_output_tokens: 16_384, capabilities: PLAIN };
const OTHER_USES = /audio|realtime|image|tts|transcribe|search|instruct|embedding|moderation/;

export function modelInfoOf(id: string): ModelInfo {
  return { id, ...(FACTS.find(([pattern]) => pattern.test(id))?.[1] ?? UNKNOWN) };
}

/** A reasoning model takes an effort and refuses a temperature. */
export function isReasoning(model: string): boolean {
  return modelInfoOf(model).capabilities.includes("thinking");
}

/** The vendor's list has everything that it sells. */
export function isForText(id: string): boolean {
  return /^(?:gpt-|o\d|codex|chatgpt)/.test(id) && !OTHER_USES.test(id);
}
