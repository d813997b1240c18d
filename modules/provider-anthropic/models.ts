/**
 * What is known of Anthropic's models without asking: sizes, which settings a generation takes, and list prices as of November 2026,
 * from platform.claude.com/docs/en/about-claude/pricing.
 */
import type { ModelInfo } from "../../kernel/index.ts";
import type { Price } from "../lib/provider-wire/index.ts";

export const DEFAULT_MODEL = "claude-sonnet-5-5";

const CAPABILITIES = ["tools", "streaming", "thinking", "vision", "json_mode"] as const;
const LARGE = { context_window: 1_000_000, max_output_tokens: 128_000 };
const SMALL = { context_window: 200_000, max_output_tokens: 64_000 };

type Known = ModelInfo & { readonly cost: Price };

const MODELS: readonly Known[] = [
  describe("claude-fable-5-2", "Claude Fable 5.2", LARGE, { input: 8, output: 40, cache_read: 0.2 }),
  describe("claude-opus-5-5", "Claude Opus 5.5", LARGE, { input: 4, output: 20, cache_read: 0.2 }),
  describe("claude-opus-5", "Claude Opus 5", LARGE, { input: 5, output: 25 }),
  describe("claude-opus-4-8", "Claude Opus 4.8", LARGE, { input: 5, output: 25 }),
  describe("claude-opus-4-6", "Claude Opus 4.6", LARGE, { input: 5, output: 25 }),
  describe("claude-opus-4-5", "Claude Opus 4.5", SMALL, { input: 5, output: 25 }),
  describe("claude-sonnet-5-5", "Claude Sonnet 5.5", LARGE, { input: 2, output: 10, cache_read: 0.1 }),
  describe("claude-sonnet-5", "Claude Sonnet 5", LARGE, { input: 2, output: 10 }),
  describe("claude-sonnet-4-6", "Claude Sonnet 4.6", LARGE, { input: 3, output: 15 }),
  describe("claude-haiku-5-5", "Claude Haiku 5.5", LARGE, {
    input: 0.1,
    output: 0.5,
    long: { above: 100_000, input: 0.5, output: 2.5, cache_write: 0.625 },
  }),
  describe("claude-sonnet-4-5", "Claude Sonnet 4.5", SMALL, { input: 3, output: 15 }),
  describe("claude-haiku-4-5", "Claude Haiku 4.5", SMALL, { input: 1, output: 5 }),
];

/** A model that is not known is taken to be small. */
export function modelInfoOf(id: string): ModelInfo {
  const known = MODELS.find((model) => isSameModel(model.id, id));
  return { ...(known ?? { ...SMALL, capabilities: CAPABILITIES }), id };
}

export function priceOf(id: string): Price | undefined {
  return MODELS.find((model) => isSameModel(model.id, id))?.cost;
}

/** Models up to 4.6 take a thinking budget and a temperature; later ones refuse both and think as much as they see fit. */
export function takesBudget(model: string): boolean {
  const [, major, minor = "0"] = /^claude-(?:[a-z]+-)?(\d)(?:-(\d)(?!\d))?/.exec(model) ?? [];
  if (major === undefined) return false;
  return Number(major) < 4 || (major === "4" && Number(minor) <= 6);
}

/** The name with and without the date of its release mean the same model. */
export function isSameModel(one: string, other: string): boolean {
  const base = (name: string): string => name.replace(/-\d{8}$/, "");
  return base(one) === base(other);
}

/** What goes into the cache, for five minutes, costs a quarter more. */
function describe(id: string, displayName: string, size: typeof LARGE, price: Price): Known {
  const cost = { cache_write: price.input * 1.25, ...price };
  return { id, displayName, ...size, capabilities: CAPABILITIES, cost };
}
