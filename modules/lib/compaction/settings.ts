/** The config keys that every compacting context has, with their defaults. */
import * as z from "zod";

const fraction = z.number().gt(0).max(1);
/** The smallest cap on a tool result that still has room for a head, a tail and the line between them. */
const MIN_RESULT_BYTES = 1024;

export const compactionConfigShape = {
  max_tokens: z
    .int()
    .positive()
    .optional()
    .describe("The most tokens that a view may have, whatever the model could take. Unset: what the model can take."),
  compact_threshold: fraction.default(0.92).describe("The part of the budget from which on the view is compacted."),
  target_usage: fraction.default(0.5).describe("The part of the budget that compaction aims at."),
  protected_recent: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe("The part of the newest messages that is removed last."),
  protected_tool_results: z.int().min(0).default(5).describe("So many of the newest tool results stay whole."),
  truncate_chars: z.int().min(0).default(250).describe("Characters that are left of a shortened message."),
  compaction_notice_enabled: z.boolean().default(true).describe("Tell the model that something was left out."),
  compaction_notice_token_reserve: z.int().min(0).default(800).describe("The most tokens that this notice may take."),
  compaction_notice_verbosity: z
    .enum(["minimal", "normal", "verbose"])
    .default("normal")
    .describe("minimal: one sentence; normal: with numbers; verbose: with the names of the tools."),
  compaction_notice_min_level: z.int().min(1).max(9).default(1).describe("No notice below this level of compaction."),
  output_reserve_fraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("The part of the model's longest answer that the budget leaves free."),
  token_meter: z
    .enum(["actual", "estimate"])
    .default("actual")
    .describe("actual: the provider's own counts, estimates only for what is new; estimate: estimates only."),
  max_tool_result_bytes: z
    .int()
    .min(MIN_RESULT_BYTES)
    .default(131_072)
    .describe("A tool result with more text than this is cut when it comes in."),
};
const compactionConfig = z.strictObject(compactionConfigShape);
/** `truncate_boundary`: the part of the tool results, from the oldest on, that may be shortened before anything is removed. Default 0.5. */
export type CompactionSettings = z.infer<typeof compactionConfig> & { readonly truncate_boundary?: number };
