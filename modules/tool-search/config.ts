/** The config of tool-search. Names and defaults are upstream's, but for `exclusions`, which is shorter: ignore files say the rest. */
import * as z from "zod";

const count = z.int().positive();

export const configSchema = z.strictObject({
  allowed_paths: z
    .array(z.string().min(1))
    .default(["."])
    .describe("Folders and files that may be searched; default: the working directory"),
  working_dir: z
    .string()
    .min(1)
    .optional()
    .describe("What paths are relative to; default: the session's working directory"),
  max_results: count.max(10_000).default(500).describe("Paths that glob answers at most"),
  default_limits: z
    .strictObject({
      files_with_matches: count.default(200),
      content: count.default(500),
      count: count.default(200),
    })
    .prefault({})
    .describe("Entries that grep answers in each output mode when the call names no head_limit"),
  exclusions: z
    .array(z.string().min(1))
    .default([
      "node_modules",
      ".venv",
      "venv",
      "__pycache__",
      ".mypy_cache",
      ".pytest_cache",
      ".tox",
      ".gradle",
      ".next",
    ])
    .describe("Names of folders that are not entered, unless the search starts in one or asks for ignored files"),
  max_file_size: count.default(10 * 1024 * 1024).describe("Bytes; larger files are not searched"),
  timeout: z.number().positive().max(3600).default(60).describe("Seconds that a search may take"),
});

export type Config = z.infer<typeof configSchema>;
