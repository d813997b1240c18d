/**
 * What is known of OpenAI's models without asking: sizes, which of them reason, and list prices as of November 2026, from
 * developers.openai.com/api/docs/pricing and its changelog.
 */
import type { ModelInfo } from "../../../kernel/index.ts";
import type { Price } from "../provider-wire/index.ts";

type Facts = Omit<ModelInfo, "id" | "cost"> & { readonly cost?: Price };

const PLAIN = ["tools", "streaming", "vision", "json_mode"] as const;
const REASONING = [...PLAIN, "thinking"] as const;
const FLAGSHIP = { context_window: 1_050_000, max_output_tokens: 128_000, capabilities: REASONING };
const GPT_5 = { context_window: 400_000, max_output_tokens: 128_000, capabilities: REASONING };

/** The first pattern that fits says what a model is. */
const FACTS: readonly [RegExp, Facts][] = [
  [
    /^gpt-6\.1-terra/,
    { ...FLAGSHIP, displayName: "GPT-6.1 Terra", cost: priced(1, 5, { cache_read: 0.05, cache_write: 1.25 }) },
  ],
  [
    /^gpt-6\.1-sol/,
    { ...FLAGSHIP, displayName: "GPT-6.1 Sol", cost: priced(2, 10, { cache_read: 0.1, cache_write: 2.5 }) },
  ],
  [/^gpt-6-astra/, { ...FLAGSHIP, displayName: "GPT-6 Astra", cost: priced(10, 50) }],
  [/^gpt-6-sol/, { ...FLAGSHIP, displayName: "GPT-6 Sol", cost: priced(2, 10, { cache_write: 2.5 }) }],
  [/^gpt-6-luna/, { ...FLAGSHIP, displayName: "GPT-6 Luna", cost: priced(0.1, 0.5, { cache_write: 0.125 }) }],
  [/^gpt-5\.6-terra/, { ...FLAGSHIP, displayName: "GPT-5.6 Terra", cost: priced(2, 12) }],
  [/^gpt-5\.6-luna/, { ...FLAGSHIP, displayName: "GPT-5.6 Luna", cost: priced(0.2, 1.2) }],
  [/^gpt-5\.6(?:-sol|$)/, { ...FLAGSHIP, displayName: "GPT-5.6 Sol", cost: priced(4, 20) }],
  [/^gpt-5\.6/, FLAGSHIP],
  [/^gpt-5.*-chat/, { context_window: 128_000, max_output_tokens: 16_384, capabilities: PLAIN }],
  [/^gpt-5\.4-mini/, { ...GPT_5, cost: { input: 0.75, output: 4.5 } }],
  [/^gpt-5\.4(?:-\d{4}|$)/, { ...GPT_5, cost: { input: 2.5, output: 15 } }],
  [/^gpt-5\.5(?:-\d{4}|$)/, { ...GPT_5, cost: { input: 5, output: 30 } }],
  [/^gpt-[5-9]/, GPT_5],
  [/^(?:o\d|codex)/, { context_window: 200_000, max_output_tokens: 100_000, capabilities: REASONING }],
  [/^gpt-4\.1/, { context_window: 1_047_576, max_output_tokens: 32_768, capabilities: PLAIN }],
];
const UNKNOWN: Facts = { context_window: 128_000, max_output_tokens: 16_384, capabilities: PLAIN };
const OTHER_USES = /audio|realtime|image|tts|transcribe|search|instruct|embedding|moderation/;

export function openAiModelInfoOf(id: string): ModelInfo {
  return { id, ...factsOf(id) };
}

export function openAiPriceOf(id: string): Price | undefined {
  return factsOf(id).cost;
}

/** A reasoning model takes an effort and refuses a temperature. */
export function isReasoning(model: string): boolean {
  return factsOf(model).capabilities.includes("thinking");
}

/** The vendor's list has everything that it sells. */
export function isForText(id: string): boolean {
  return /^(?:gpt-|o\d|codex|chatgpt)/.test(id) && !OTHER_USES.test(id);
}

function factsOf(id: string): Facts {
  return FACTS.find(([pattern]) => pattern.test(id))?.[1] ?? UNKNOWN;
}

/** A prompt of more than 272,000 tokens costs twice as much, and its answer half as much again; so does the cache. */
function priced(input: number, output: number, cache: Pick<Price, "cache_read" | "cache_write"> = {}): Price {
  const twice = (dollars: number | undefined): number | undefined => (dollars === undefined ? undefined : 2 * dollars);
  const { cache_read, cache_write } = cache;
  const long = {
    above: 272_000,
    input: 2 * input,
    output: 1.5 * output,
    cache_read: twice(cache_read),
    cache_write: twice(cache_write),
  };
  return { input, output, ...cache, long };
}
