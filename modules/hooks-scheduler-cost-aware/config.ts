/** The config of `hooks-scheduler-cost-aware`. */
import * as z from "zod";

const dollars = z.number().nonnegative();
const tokens = z.int().min(1).nullable().default(null);

const price = z.strictObject({
  input: dollars.describe("Input tokens."),
  output: dollars.describe("Output tokens."),
  cache_read: dollars.optional().describe("Input tokens from the cache; a tenth of `input` if left out."),
  cache_write: dollars.optional().describe("Input tokens into the cache; as `input` if left out."),
});

export const configSchema = z.strictObject({
  max_cost: dollars.nullable().default(100).describe("US dollars that the session may cost; null: no limit."),
  max_turn_cost: dollars.nullable().default(null).describe("US dollars that one turn may cost; null: no limit."),
  max_tokens: tokens.describe("Tokens, in and out, that the session may use; null: no limit."),
  max_turn_tokens: tokens.describe("Tokens, in and out, that one turn may use; null: no limit."),
  warn_at: z.number().gt(0).max(1).default(0.8).describe("The part of a limit at which the user is warned."),
  prefer_cheaper: z
    .boolean()
    .default(true)
    .describe("Choose the cheapest provider by its default model where nobody named one."),
  prices: z
    .record(z.string(), price)
    .default({})
    .describe(
      "US dollars for a million tokens, by model; `*` in a name is any run. Only for answers that tell no cost.",
    ),
  tool_costs: z.record(z.string(), dollars).default({}).describe("US dollars for one call, by the tool's name."),
  priority: z.int().default(5).describe("The place among the hooks; lower runs first."),
});

export type Config = z.infer<typeof configSchema>;
