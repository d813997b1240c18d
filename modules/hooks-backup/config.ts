/** The config of `hooks-backup`. */
import * as z from "zod";

export const configSchema = z.strictObject({
  backup_dir: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where backups go; relative to the working directory, `~/` at home. Default: `backups` beside the session.",
    ),
  format: z
    .enum(["jsonl", "json"])
    .default("jsonl")
    .describe("How the conversation is written: a message a line, or one list."),
  include_metadata: z.boolean().default(true).describe("Write what the backup is of beside the conversation."),
  on_session_end: z.boolean().default(true).describe("Back up when the session ends."),
  on_compact: z.boolean().default(true).describe("Back up before the view is compacted."),
  every_turns: z.int().min(0).max(10_000).default(0).describe("Back up after every so many turns; 0: never."),
  max_backups: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe("Backups of the session that are kept; the oldest go first."),
});

export type Config = z.infer<typeof configSchema>;
