/** What is known of Anthropic's models without asking: sizes, prices, and which settings a generation takes. */
import type { ModelInfo } from "../../kernel/index.ts";

export const DEFAULT_MODEL = "claude-sonnet-5-5";

const CAPABILITIES = ["tools", "streaming", "thinking", "vision", "json_mode"] as const;
const LARGE = { context_window: 1_000_000, max_output_tokens: 128_000 };
const SMALL = { context_window: 200_000, max_output_tokens: 64_000 };

const MODELS: readonly ModelInfo[] = [
  describe("claude-fable-5-2", "Claude Fable 5.2", LARGE, { input: 8, output: 40 }),
  describe("claude-opus-5-5", "Claude Opus 5.5", LARGE, { input: 4, output: 20 }),
  describe("claude-sonnet-5-5", "Claude Sonnet 5.5", LARGE, { input: 2, output: 10 }),
  describe("claude-haiku-5-5", "Claude Haiku 5.5", LARGE, { input: 0.1, output: 0.5 }),
  describe("claude-sonnet-4-5", "Claude Sonnet 4.5", SMALL, { input: 3, output: 15 }),
  describe("claude-haiku-4-5", "Claude Haiku 4.5", SMALL, { input: 1, output: 5 }),
];

/** A model that is not known is taken to be small. */
export function modelInfoOf(id: string): ModelInfo {
  const known = MODELS.find((model) => isSameModel(model.id, id));
  return { ...(known ?? { ...SMALL, capabilities: CAPABILITIES }), id };
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

function describe(
  id: string,
  displayName: string,
  size: typeof LARGE,
  cost: { input: number; output: number },
): ModelInfo {
  return { id, displayName, ...size, capabilities: CAPABILITIES, cost };
}
