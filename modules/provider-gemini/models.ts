/**
 * What is known of Gemini's models without asking: sizes and list prices as of November 2026, from ai.google.dev/gemini-api/docs/pricing
 * (3.8 Flash: the price until the end of 2026).
 */
import type { ModelInfo } from "../../kernel/index.ts";
import type { Price } from "../lib/provider-wire/index.ts";

export const DEFAULT_MODEL = "gemini-3.8-flash";

const SIZE = { context_window: 1_048_576, max_output_tokens: 65_536 };
const CAPABILITIES = ["tools", "streaming", "thinking", "vision", "json_mode"] as const;

/** The first pattern that fits. */
const PRICES: readonly [RegExp, Price][] = [
  [/^gemini-3\.8-flash/, { input: 0.75, output: 3.75 }],
  [/^gemini-3\.5-flash-lite/, { input: 0.3, output: 2.5 }],
  [/^gemini-3\.5-flash/, { input: 1.5, output: 9 }],
  [/^gemini-3\.1-pro/, { input: 2, output: 12, long: { above: 200_000, input: 4, output: 18 } }],
  [/^gemini-2\.5-pro/, { input: 1.25, output: 10, long: { above: 200_000, input: 2.5, output: 15 } }],
];
const OTHER_USES = /embedding|image|tts|audio|live|veo|imagen|robotics|computer-use/;

export function modelInfoOf(id: string): ModelInfo {
  const cost = priceOf(id);
  return { id, ...SIZE, capabilities: CAPABILITIES, ...(cost !== undefined && { cost }) };
}

export function priceOf(id: string): Price | undefined {
  return PRICES.find(([pattern]) => pattern.test(id))?.[1];
}

export function isForText(id: string): boolean {
  return id.startsWith("gemini-") && !OTHER_USES.test(id);
}

/** From the third generation on a model has thinking levels and signs its calls; before, it has a budget of tokens. */
export function hasLevels(id: string): boolean {
  return Number(/^gemini-(\d+)/.exec(id)?.[1] ?? 0) >= 3;
}
