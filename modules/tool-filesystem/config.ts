/** The config of tool-filesystem. Names and defaults are upstream's, `require_read_before_write` is new. */
import * as z from "zod";

const paths = z.array(z.string().min(1));

export const configSchema = z.strictObject({
  allowed_read_paths: paths.nullable().default(null).describe("Folders and files that may be read; null: everything"),
  allowed_write_paths: paths
    .default(["."])
    .describe("Folders and files that may be written; default: the working directory"),
  denied_write_paths: paths.default([]).describe("Folders and files that may not be written, whatever is allowed"),
  require_read_before_write: z
    .boolean()
    .default(true)
    .describe("Whether write_file refuses to replace a file that this session has never read"),
});

export type Config = z.infer<typeof configSchema>;
