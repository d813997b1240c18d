/** The config of `hooks-logging`. */
import * as z from "zod";

const patterns = z.array(z.string().min(1));

export const configSchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .optional()
    .describe("The file. Default: events.jsonl in the session's directory; relative paths start there, `~/` at home."),
  priority: z.int().default(-100).describe("Where the log stands among the observers; lower runs first."),
  additional_events: patterns
    .default([])
    .describe("Names or patterns of events that are logged besides the canonical ones when auto_discover is false."),
  exclude_events: patterns.default([]).describe("Names or patterns of events that are not logged."),
  strip_raw: z.boolean().default(true).describe("Leave out `raw` and `raw_*`: the vendors' own payloads."),
  auto_discover: z.boolean().default(true).describe("Log the events that modules define, not only the canonical ones."),
  max_file_bytes: z
    .int()
    .min(1024)
    .default(64 * 1024 * 1024)
    .describe("A file that would grow beyond this is rotated first."),
  max_files: z.int().min(1).max(1000).default(5).describe("How many files are kept, the current one included."),
});

export type Config = z.infer<typeof configSchema>;
