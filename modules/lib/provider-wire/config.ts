/** The config keys that every provider over a vendor's wire has, and where its key comes from. */
import { z } from "zod";
import { ProviderError } from "../../../kernel/index.ts";

export const wireConfigShape = {
  api_key: z.string().min(1).optional().describe("The vendor's key. Better left to the environment."),
  base_url: z.url().optional().describe("Another server that speaks the same protocol."),
  default_model: z.string().min(1).optional().describe("The model of requests that name none."),
  max_tokens: z.int().positive().optional().describe("Tokens that one answer may have, thoughts included."),
  temperature: z.number().min(0).max(2).optional().describe("Left out for models that refuse it."),
  thinking_budget: z.int().nonnegative().optional().describe("Tokens for thoughts; 0: none. See the README."),
  timeout: z.number().positive().default(600).describe("Seconds that the vendor may be silent."),
  max_retries: z.int().nonnegative().default(5).describe("How often a failed request is tried again."),
  max_concurrent: z.int().positive().default(5).describe("Requests that run at the same time; others wait."),
  priority: z.number().default(100).describe("Lower is chosen first."),
};

export type WireConfig = z.infer<z.ZodObject<typeof wireConfigShape>>;

export interface KeySource {
  /** The provider's id, such as `anthropic`. */
  readonly id: string;
  readonly keyVariable: string;
  /** For servers that want none. */
  readonly isOptional?: boolean;
}

const NO_KEY = "none";

/** @throws ProviderError of kind `Configuration` when there is no key */
export function requireApiKey(configured: string | undefined, source: KeySource): string {
  const key = (configured ?? process.env[source.keyVariable] ?? "").trim();
  if (key !== "") return key;
  if (source.isOptional === true) return NO_KEY;
  throw new ProviderError(
    "Configuration",
    `provider-${source.id} has no key: set the environment variable ${source.keyVariable}, or \`api_key\` in the ` +
      "module's config. To try things without one, use provider-mock.",
    { provider: source.id },
  );
}
