/** The config of `hooks-session-naming`. */
import * as z from "zod";

export const configSchema = z.strictObject({
  after_turns: z.int().min(1).max(1000).default(1).describe("The turn after which the session gets its title."),
  provider: z.string().min(1).optional().describe("The provider that is asked; without it the one that answered."),
  model: z.string().min(1).optional().describe("The model that is asked: a small one will do."),
  max_title_chars: z.int().min(10).max(80).default(60).describe("Characters of a title at most."),
  timeout: z.number().gt(0).max(120).default(15).describe("Seconds that the provider has."),
});

export type Config = z.infer<typeof configSchema>;
