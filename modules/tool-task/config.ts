/** The config of tool-task. Names and defaults of the upstream keys are upstream's. */
import * as z from "zod";

const ids = z.array(z.string().min(1));

export const configSchema = z.strictObject({
  max_recursion_depth: z.int().min(1).max(10).default(3).describe("Levels of sub-sessions below the first session."),
  max_spawns_per_session: z
    .int()
    .min(1)
    .max(1000)
    .default(16)
    .describe("Sub-sessions that the first session may have in all, those of its sub-sessions included."),
  timeout: z.number().positive().max(86_400).default(1800).describe("Seconds that one run of a sub-session may take."),
  exclude_tools: ids.default(["tool-task"]).describe("Tool modules that a sub-session does not inherit."),
  inherit_tools: ids.optional().describe("The only tool modules that it inherits. Unset: all that are not excluded."),
  exclude_hooks: ids.default([]).describe("Hook modules that it does not inherit; the approval policy always is."),
  inherit_hooks: ids.optional().describe("The only hook modules that it inherits, with the approval policy."),
});

export type Config = z.infer<typeof configSchema>;
