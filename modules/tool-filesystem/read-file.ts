/** The tool `read_file`: numbered lines of a text file, the entries of a folder, or an image as a content block. */
import { createHash } from "node:crypto";
import { type FileHandle, readdir, stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import * as z from "zod";
import { success, type Tool, type ToolResult } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import { imageBlock, imageTypeOf } from "./image.ts";
import { LineWindow } from "./line-window.ts";
import { openFile } from "./open-file.ts";
import { answer, Refusal, requireNotCancelled } from "./refusal.ts";
import { MAX_TEXT_BYTES } from "./text-file.ts";
import type { Workspace } from "./workspace.ts";

const DEFAULT_LINES = 2000;
const MAX_LINE_CHARS = 2000;
/** Where a NUL byte makes a file binary. */
const SNIFF_BYTES = 8192;

const inputSchema = z.strictObject({
  file_path: z.string().min(1).describe("The file or folder; absolute, or relative to the working directory"),
  offset: z.int().positive().default(1).describe("The first line to read, from 1"),
  limit: z.int().positive().max(100_000).default(DEFAULT_LINES).describe("How many lines to read"),
});
type Input = z.output<typeof inputSchema>;

export function readFileTool(workspace: Workspace): Tool {
  return defineTool<Input>({
    name: "read_file",
    description:
      "Reads a text file as numbered lines, lists a folder, or shows an image (PNG, JPEG, GIF, WebP). " +
      `It reads ${DEFAULT_LINES} lines from the start unless offset and limit say otherwise; longer lines than ${MAX_LINE_CHARS} characters are cut.`,
    input: inputSchema,
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    execute: async (input, { signal }) => answer(input.file_path, signal, () => read(workspace, input, signal)),
    preview: async (input) => ({ path: await workspace.access.forReading(input.file_path) }),
  });
}

async function read(workspace: Workspace, input: Input, signal: AbortSignal): Promise<ToolResult> {
  const path = await workspace.access.forReading(input.file_path);
  if ((await stat(path)).isDirectory()) return listFolder(path, input);
  const handle = await openFile(path);
  try {
    const head = await readHead(handle);
    const { size } = await handle.stat();
    const image = imageTypeOf(head);
    if (image !== undefined) return await readImage(workspace, { path, handle, size, image });
    if (head.includes(0))
      throw new Refusal("binary", `${path} is a binary file of ${size} bytes; it cannot be read as text.`);
    return await readText(workspace, { path, handle, size }, { ...input, signal });
  } finally {
    await handle.close();
  }
}

interface Opened {
  readonly path: string;
  readonly handle: FileHandle;
  readonly size: number;
}

async function readText(
  workspace: Workspace,
  { path, handle, size }: Opened,
  { offset, limit, signal }: Input & { readonly signal: AbortSignal },
): Promise<ToolResult> {
  const window = new LineWindow({ offset, limit, maxChars: MAX_LINE_CHARS });
  const decoder = new StringDecoder("utf8");
  const hash = createHash("sha256");
  const isWhole = size <= MAX_TEXT_BYTES;
  let bytes = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) {
    requireNotCancelled(signal);
    const text = decoder.write(chunk as Buffer);
    window.push(bytes === 0 ? text.replace(/^\uFEFF/, "") : text);
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (window.isFull && !isWhole) break;
  }
  const isAtEnd = !(window.isFull && !isWhole);
  if (isAtEnd) {
    window.push(decoder.end());
    window.end();
  }
  if (isWhole) workspace.versions.remember(path, hash.digest("hex"));
  await workspace.announce("artifact:read", path, bytes);
  return success(describeWindow(window, { path, offset, isAtEnd }));
}

function describeWindow(
  window: LineWindow,
  { path, offset, isAtEnd }: { readonly path: string; readonly offset: number; readonly isAtEnd: boolean },
): string {
  if (isAtEnd && window.count === 0) return `(${path} is empty)`;
  if (window.taken === 0) {
    throw new Refusal("out-of-range", `${path} has ${window.count} lines; the offset ${offset} is behind its end.`);
  }
  const last = offset + window.taken - 1;
  const of = isAtEnd ? ` of ${window.count}` : "";
  if (isAtEnd && last === window.count) return window.text;
  return `${window.text}\n(lines ${offset} to ${last}${of}; more from offset ${last + 1})`;
}

async function readHead(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

async function readImage(
  workspace: Workspace,
  { path, handle, size, image }: Opened & { readonly image: string },
): Promise<ToolResult> {
  const blocks = await imageBlock(handle, { path, size, mediaType: image });
  await workspace.announce("artifact:read", path, size);
  return success(blocks);
}

async function listFolder(path: string, { offset, limit }: Input): Promise<ToolResult> {
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.map((entry) => `${entry.name}${entry.isDirectory() ? "/" : entry.isSymbolicLink() ? "@" : ""}`);
  const shown = names.sort().slice(offset - 1, offset - 1 + limit);
  const left = names.length - (offset - 1) - shown.length;
  const more = left > 0 ? `\n(${left} more entries from offset ${offset + shown.length})` : "";
  return success(`${path}/ has ${names.length} entries:\n${shown.join("\n")}${more}`);
}
