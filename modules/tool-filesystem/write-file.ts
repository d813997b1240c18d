/** The tool `write_file`: makes a file, or replaces all of one. */
import * as z from "zod";
import { type ApprovalDetail, success, type Tool, type ToolResult } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import { answer } from "./refusal.ts";
import { showChange } from "./show-change.ts";
import { encode, type FileVersion, readVersion, styleOf } from "./text-file.ts";
import type { Workspace } from "./workspace.ts";

const inputSchema = z.strictObject({
  file_path: z.string().min(1).describe("The file; absolute, or relative to the working directory"),
  content: z.string().describe("All of the file's new content"),
});
type Input = z.infer<typeof inputSchema>;

export function writeFileTool(workspace: Workspace, needsReadBefore: boolean): Tool {
  const write = async (input: Input, approved: ApprovalDetail | undefined): Promise<ToolResult> => {
    const { path, bytes } = await workspace.write(input.file_path, approved, (_, before) => ({
      content: contentFor(input.content, before),
      needsKnownVersion: needsReadBefore,
    }));
    return success({ file_path: path, bytes });
  };
  return defineTool<Input>({
    name: "write_file",
    description:
      "Writes a file, with the folders that it needs. It replaces all that was there; " +
      "an existing file must have been read first. For a small change use edit_file.",
    input: inputSchema,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    execute: async (input, { approved, signal }) => answer(input.file_path, signal, () => write(input, approved)),
    preview: async (input) => {
      const path = await workspace.access.forWriting(input.file_path);
      const before = await readVersion(path);
      return showChange(path, before, contentFor(input.content, before));
    },
  });
}

/** Line endings and the byte order mark stay as they were. */
function contentFor(text: string, before: FileVersion | undefined): Buffer {
  return before === undefined ? Buffer.from(text) : encode(text, styleOf(before.content.toString()));
}
