/** The config keys that every provider over a vendor's wire has, and where its key comes from. */
import * as z from "zod";
import { ProviderError } from "../../../kernel/index.ts";

/** The address of a server. */
export const httpUrl = z.url({ protocol: /^https?$/, error: "give an address such as http://localhost:8000/v1" });

const dollars = z.number().nonnegative();
const priceSchema = z.strictObject({
  input: dollars,
  output: dollars,
  cache_read: dollars.optional().describe("Default: a tenth of `input`."),
  cache_write: dollars.optional().describe("Default: as `input`."),
});

export const wireConfigShape = {
  api_key: z.string().min(1).optional().describe("The vendor's key. Better left to the environment."),
  base_url: httpUrl.optional().describe("Another server that speaks the same protocol."),
  default_model: z.string().min(1).optional().describe("The model of requests that name none."),
  max_tokens: z.int().positive().optional().describe("Tokens that one answer may have, thoughts included."),
  temperature: z.number().min(0).max(2).optional().describe("Left out for models that refuse it."),
  thinking_budget: z.int().nonnegative().optional().describe("Tokens for thoughts; 0: none. See the README."),
  timeout: z.number().positive().default(600).describe("Seconds that the vendor may be silent."),
  max_retries: z.int().nonnegative().default(5).describe("How often a failed request is tried again."),
  max_concurrent: z.int().positive().default(5).describe("Requests that run at the same time; others wait."),
  priority: z.number().default(100).describe("Lower is chosen first."),
  prices: z
    .record(z.string(), priceSchema)
    .default({})
    .describe(
      "US dollars for a million tokens, by model; they go before the list prices. `{}` leaves those as they are.",
    ),
};

export type WireConfig = z.infer<z.ZodObject<typeof wireConfigShape>>;

export interface KeySource {
  /** The provider's id, such as `anthropic`. */
  readonly id: string;
  /** The first that is set counts. */
  readonly keyVariables: readonly string[];
  /** For servers that want none. */
  readonly isOptional?: boolean;
}

const NO_KEY = "none";

/** @throws ProviderError of kind `Configuration` when there is no key */
export function requireApiKey(configured: string | undefined, source: KeySource): string {
  const key = findApiKey(configured, source.keyVariables) ?? (source.isOptional === true ? NO_KEY : undefined);
  if (key !== undefined) return key;
  throw new ProviderError(
    "Configuration",
    `provider-${source.id} has no key: set the environment variable ${source.keyVariables[0]}, or \`api_key\` in the ` +
      "module's config. To try things without one, use provider-mock.",
    { provider: source.id },
  );
}

export function findApiKey(configured: string | undefined, variables: readonly string[]): string | undefined {
  const found = [configured, ...variables.map((name) => process.env[name])].map((key) => key?.trim() ?? "");
  return found.find((key) => key !== "");
}
