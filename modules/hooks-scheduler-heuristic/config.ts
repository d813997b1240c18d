/** The config of `hooks-scheduler-heuristic`. */
import * as z from "zod";

const chars = z.int().min(0).optional();

const rule = z
  .strictObject({
    prompt: z.string().min(1).optional().describe("A pattern over the prompt's text, in any case; `*` is any run."),
    min_chars: chars.describe("The prompt has so many characters at least."),
    max_chars: chars.describe("The prompt has so many characters at most."),
    has_image: z.boolean().optional().describe("The prompt has an image, or none."),
    min_turn: z.int().min(1).optional().describe("From this turn of the session on."),
    provider: z.string().min(1).optional().describe("The provider that is chosen."),
    model: z.string().min(1).optional().describe("The model that is chosen."),
  })
  .refine(({ provider, model }) => provider !== undefined || model !== undefined, "name a provider, a model, or both");

export const configSchema = z.strictObject({
  rules: z.array(rule).max(200).default([]).describe("The first one whose conditions all hold decides."),
  strategy: z
    .enum(["first", "round-robin", "random"])
    .default("first")
    .describe("What happens where no rule decides: the choice stays, or the candidates take turns, or one is drawn."),
  candidates: z
    .array(z.string().min(1))
    .default([])
    .describe("The providers among which the strategy chooses; empty means all that are mounted, by priority."),
  seed: z.int().optional().describe("Makes `random` draw the same providers each time."),
  override_enabled: z
    .boolean()
    .default(false)
    .describe("Choose also where the turn, or the loop's config, names a provider or a model."),
  priority: z.int().default(0).describe("The place among the hooks; lower runs first."),
});

export type Config = z.infer<typeof configSchema>;
export type Rule = Config["rules"][number];
