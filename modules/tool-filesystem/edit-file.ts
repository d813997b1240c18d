/** The tool `edit_file`: replaces exact text in a file. */
import * as z from "zod";
import { type ApprovalDetail, success, type Tool, type ToolResult } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import { answer, Refusal } from "./refusal.ts";
import { replaceText } from "./replace-text.ts";
import { showChange } from "./show-change.ts";
import { decode, encode, type FileVersion, readVersion } from "./text-file.ts";
import type { Workspace } from "./workspace.ts";

const inputSchema = z.strictObject({
  file_path: z.string().min(1).describe("The file; absolute, or relative to the working directory"),
  old_string: z.string().min(1).describe("The exact text to replace, without line numbers; it must occur once"),
  new_string: z.string().describe("What stands there afterwards"),
  replace_all: z.boolean().default(false).describe("Replace every occurrence"),
});
type Input = z.output<typeof inputSchema>;

export function editFileTool(workspace: Workspace): Tool {
  const edit = async (input: Input, approved: ApprovalDetail | undefined): Promise<ToolResult> => {
    let replacements = 0;
    const { path, bytes } = await workspace.write(input.file_path, approved, (real, before) => {
      const changed = apply(real, before, input);
      replacements = changed.replacements;
      return { content: changed.content, needsKnownVersion: false };
    });
    return success({ file_path: path, replacements, bytes });
  };
  return defineTool<Input>({
    name: "edit_file",
    description:
      "Replaces exact text in a file. old_string must be what the file says, white space included, and must occur exactly " +
      "once unless replace_all is true.",
    input: inputSchema,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    execute: async (input, { approved, signal }) => answer(input.file_path, signal, () => edit(input, approved)),
    preview: async (input) => {
      const path = await workspace.access.forWriting(input.file_path);
      const before = await readVersion(path);
      return showChange(path, before, apply(path, before, input).content);
    },
  });
}

function apply(
  path: string,
  before: FileVersion | undefined,
  input: Input,
): { readonly content: Buffer; readonly replacements: number } {
  if (before === undefined)
    throw new Refusal("not-found", `${path}: There is no such file. Use write_file to make one.`);
  const { text, style } = decode(path, before.content);
  const { text: changed, replacements } = replaceText(text, input, style.isCrlf);
  return { content: encode(changed, style), replacements };
}
