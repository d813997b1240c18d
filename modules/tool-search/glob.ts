/** The tool `glob`: paths by pattern. */
import { relative } from "node:path";
import * as z from "zod";
import { failure, success, type Tool, type ToolContext, type ToolResult } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import { compileGlob, GlobError } from "../lib/glob/index.ts";
import { absolutePath } from "../lib/paths/index.ts";
import { searchRoot, shownPath } from "./search-root.ts";
import type { SearchSettings } from "./settings.ts";
import { type Entry, walk } from "./walk.ts";

const inputSchema = z.strictObject({
  pattern: z.string().min(1).describe("Such as src/**/*.{ts,tsx}; *.ts means the folder itself, **/*.ts any depth"),
  path: z.string().min(1).default(".").describe("The folder to search in"),
  type: z.enum(["file", "dir", "any"]).default("file").describe("What to answer"),
  exclude: z
    .array(z.string().min(1))
    .default([])
    .describe("Globs of what to leave out: names, or with a slash paths in the folder"),
  include_ignored: z.boolean().default(false).describe("Also what ignore files and the usual exclusions leave out"),
});
type Input = z.output<typeof inputSchema>;

export function globTool(settings: SearchSettings): Tool {
  return defineTool<Input>({
    name: "glob",
    description:
      "Finds files by pattern, in the order of their paths. Ignore files are honoured; hidden files are found, .git is not. " +
      `It answers at most ${settings.config.max_results} paths, relative to the working directory.`,
    input: inputSchema,
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    execute: async (input, context) => {
      try {
        return await find(settings, input, context);
      } catch (error) {
        if (error instanceof GlobError) return failure("invalid-pattern", `${input.pattern}: ${error.message}.`);
        throw error;
      }
    },
  });
}

async function find(settings: SearchSettings, input: Input, context: ToolContext): Promise<ToolResult> {
  const { base, config } = settings;
  const { folder, pattern } = splitPattern(input.pattern);
  const root = await searchRoot(
    folder === "" ? input.path : absolutePath(folder, { ...base, cwd: absolutePath(input.path, base) }),
    config.allowed_paths,
    base,
  );
  if ("success" in root) return root;
  if (!root.isFolder) return failure("not-a-directory", `${root.path} is a file; glob searches in a folder.`);
  const glob = compileGlob(pattern);
  const excluded = input.exclude.map((one) => compileGlob(one.includes("/") ? one : `**/${one}`));
  const deadline = settings.deadline(context.signal);
  const found: string[] = [];
  try {
    for await (const entry of walk({
      ...settings.walkOptions(root.path, input.include_ignored),
      maxDepth: glob.maxDepth,
      leavesOut: (path) => excluded.some((one) => one.matches(relative(root.path, path))),
      signal: deadline.signal,
    })) {
      if (!isOfType(entry, input.type) || !glob.matches(relative(root.path, entry.path))) continue;
      if (found.length === config.max_results) return success(listed(found, config.max_results));
      found.push(shownPath(entry.path, base.cwd));
    }
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
    return deadline.failure(listed(found));
  } finally {
    deadline.release();
  }
  return success(found.length === 0 ? "No files found." : listed(found));
}

/** A symlink, whatever it points to, is listed with the files. */
function isOfType(entry: Entry, type: Input["type"]): boolean {
  return type === "any" || (entry.kind === "folder") === (type === "dir");
}

/** The folders that a pattern names outright are where the search starts. */
function splitPattern(pattern: string): { readonly folder: string; readonly pattern: string } {
  const names = pattern.split("/");
  const firstGlob = names.findIndex((name) => /[*?[{\\]/.test(name));
  const at = firstGlob < 0 ? names.length - 1 : firstGlob;
  const folder = names.slice(0, at).join("/");
  return { folder: at > 0 && folder === "" ? "/" : folder, pattern: names.slice(at).join("/") };
}

function listed(paths: readonly string[], limit?: number): string {
  const more = limit === undefined ? "" : `\n(the first ${limit}; there are more, so narrow the pattern)`;
  return `${paths.join("\n")}${more}`;
}
