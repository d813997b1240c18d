/** The config of `hooks-status-context`. */
import * as z from "zod";

const count = z.int().min(0).max(1000);

export const configSchema = z.strictObject({
  priority: z.int().default(0).describe("The place among the hooks; lower runs first."),
  include_session: z.boolean().default(true).describe("Tell the session's id, and its parent's."),
  include_datetime: z.boolean().default(true).describe("Tell the date. It changes once a day, so it costs no cache."),
  datetime_include_time: z
    .boolean()
    .default(false)
    .describe("Tell hour and minute too. The text is then another one every minute."),
  datetime_include_timezone: z.boolean().default(false).describe("Tell the time zone with the date."),
  include_git: z.boolean().default(true).describe("Tell the state of the git repository, where there is one."),
  git_timeout: z.number().gt(0).max(60).default(3).describe("Seconds that each git command may take."),
  git_include_branch: z
    .boolean()
    .default(true)
    .describe("Tell the current branch and how far it is from its upstream."),
  git_include_main_branch: z.boolean().default(true).describe("Tell which branch is the main one."),
  git_include_status: z.boolean().default(true).describe("Tell which files are changed or new."),
  git_include_commits: count.default(5).describe("How many of the latest commits are told."),
  git_status_max_untracked: count.default(20).describe("New files that are listed at most."),
  git_status_max_tracked: count.default(50).describe("Changed files that are listed at most."),
  git_status_max_lines: count.default(100).describe("Files that are listed at most, of both kinds together."),
  git_status_enable_path_filtering: z
    .boolean()
    .default(true)
    .describe("Leave out build products and dependencies, and list few of the generated files."),
  git_status_tier2_limit: count.default(10).describe("Generated files, such as lock files, that are listed at most."),
});

export type Config = z.infer<typeof configSchema>;
