/** The tool `grep`: lines by regular expression. It chooses the files, hands them to an engine, and shows what came back. */
import { stat } from "node:fs/promises";
import * as z from "zod";
import { failure, success, type Tool, type ToolContext, type ToolResult } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import { fileFilter } from "./file-filter.ts";
import { type Engine, type FoundFile, PatternError, type Query } from "./query.ts";
import { MAX_LINE_CHARS, OUTPUT_MODES, ResultList } from "./result-list.ts";
import { type SearchRoot, searchRoot, shownPath } from "./search-root.ts";
import type { SearchSettings } from "./settings.ts";
import { walk } from "./walk.ts";

/** What `head_limit: 0` comes to. */
const MAX_ENTRIES = 10_000;
const MAX_CONTEXT = 100;
/** Files that go to the engine at a time. */
const BATCH_FILES = 500;
const BATCH_CHARS = 100_000;

const context = z.int().nonnegative().max(MAX_CONTEXT).optional();

const inputSchema = z.strictObject({
  pattern: z.string().min(1).describe("A regular expression; escape literal braces and brackets"),
  path: z.string().min(1).default(".").describe("The file or folder to search in"),
  glob: z.string().min(1).optional().describe("Only files that match, such as *.ts, src/**/*.{js,ts} or !*.test.ts"),
  type: z.string().min(1).optional().describe("Only files of a type, such as py, ts, rust"),
  output_mode: z
    .enum(OUTPUT_MODES)
    .default("files_with_matches")
    .describe("Paths, matching lines, or matches per file"),
  "-i": z.boolean().optional().describe("Upper and lower case are the same"),
  case_insensitive: z.boolean().optional().describe("The same as -i"),
  "-n": z.boolean().default(true).describe("Line numbers, in content mode"),
  "-A": context.describe("Lines of context after each match, in content mode"),
  "-B": context.describe("Lines of context before each match, in content mode"),
  "-C": context.describe("Lines of context before and after each match, in content mode"),
  multiline: z.boolean().default(false).describe("A match may span lines, and . matches line ends"),
  head_limit: z.int().nonnegative().max(MAX_ENTRIES).optional().describe("Entries to answer; 0: as many as possible"),
  offset: z.int().nonnegative().default(0).describe("Entries to skip"),
  include_ignored: z.boolean().default(false).describe("Also what ignore files and the usual exclusions leave out"),
});
type Input = z.output<typeof inputSchema>;

export function grepTool(settings: SearchSettings, newEngine: (pattern: string) => Engine): Tool {
  const { default_limits: limits } = settings.config;
  return defineTool<Input>({
    name: "grep",
    description:
      "Searches the contents of files with a regular expression. Ignore files are honoured, hidden files are searched, " +
      `binary files are not. It answers ${limits.files_with_matches} files, ${limits.content} lines or ${limits.count} counts ` +
      "unless head_limit says otherwise.",
    input: inputSchema,
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    execute: async (input, { signal }) => {
      const root = await searchRoot(input.path, settings.config.allowed_paths, settings.base);
      return "success" in root ? root : search(settings, { input, root, signal }, newEngine(input.pattern));
    },
  });
}

interface Search {
  readonly input: Input;
  readonly root: SearchRoot;
  readonly signal: ToolContext["signal"];
}

async function search(settings: SearchSettings, { input, root, signal }: Search, engine: Engine): Promise<ToolResult> {
  const limit = input.head_limit ?? settings.config.default_limits[input.output_mode];
  const results = new ResultList({
    mode: input.output_mode,
    hasNumbers: input["-n"],
    offset: input.offset,
    limit: limit === 0 ? MAX_ENTRIES : limit,
  });
  const deadline = settings.deadline(signal);
  try {
    for await (const files of batches(filesIn(settings, { input, root, signal: deadline.signal }))) {
      const small = await withoutLarge(files, settings.config.max_file_size);
      const query = queryFor(input, results.missing);
      for (const found of await engine.search(small, query, deadline.signal)) {
        results.add(shown(found, settings.base.cwd));
      }
      if (results.isFull) break;
    }
    return success(results.text());
  } catch (error) {
    if (error instanceof PatternError) return failure("invalid-pattern", error.message);
    if (deadline.signal.aborted) return deadline.failure(results.text());
    throw error;
  } finally {
    deadline.release();
    await engine.close();
  }
}

function queryFor(input: Input, missing: number): Query {
  const wantsLines = input.output_mode === "content";
  const around = input["-C"] ?? 0;
  return {
    pattern: input.pattern,
    isCaseInsensitive: input["-i"] ?? input.case_insensitive ?? false,
    isMultiline: input.multiline,
    before: input["-B"] ?? around,
    after: input["-A"] ?? around,
    maxPerFile: { files_with_matches: 1, content: missing, count: Number.MAX_SAFE_INTEGER }[input.output_mode],
    wantsLines,
    maxLineChars: MAX_LINE_CHARS,
  };
}

async function* filesIn(settings: SearchSettings, { input, root, signal }: Search): AsyncGenerator<string> {
  const folders = [root.path, settings.base.cwd];
  const isWanted = fileFilter({ glob: input.glob, type: input.type, folders });
  if (!root.isFolder) yield root.path;
  else {
    for await (const entry of walk({ ...settings.walkOptions(root.path, input.include_ignored), signal })) {
      if (entry.kind === "file" && isWanted(entry.path)) yield entry.path;
    }
  }
}

async function* batches(files: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let chars = 0;
  for await (const file of files) {
    batch.push(file);
    chars += file.length;
    if (batch.length < BATCH_FILES && chars < BATCH_CHARS) continue;
    yield batch;
    [batch, chars] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function withoutLarge(files: readonly string[], maxBytes: number): Promise<string[]> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => Number.POSITIVE_INFINITY,
      ),
    ),
  );
  return files.filter((_, index) => (sizes[index] ?? 0) <= maxBytes);
}

function shown(found: FoundFile, cwd: string): FoundFile {
  return { ...found, path: shownPath(found.path, cwd) };
}
