/**
 * Cuts a tool result that is too big for any context when it comes in: head and tail stay, and a line between them says how
 * much is missing and where the whole is. With a state directory the whole text is kept there, readable by its owner only.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Message, messageOf, textOf } from "../../../kernel/index.ts";
import { FULL_OUTPUT_KEY } from "./view.ts";

/** In the session's state directory. */
export const RESULTS_DIRECTORY = "tool-results";
const MAX_NAME_CHARS = 120;
const OWNER_ONLY = 0o600;
/** The line between head and tail, with a path in it. */
const LINE_BYTES = 512;

export interface CapOptions {
  readonly maxBytes: number;
  readonly stateDir: string | undefined;
  readonly report: (line: string) => void;
}

export interface CappedResult {
  readonly message: Message;
  /** Present when it was cut: bytes of text before and after. */
  readonly cut?: { readonly bytes: number; readonly kept: number };
}

export async function capToolResult(message: Message, options: CapOptions): Promise<CappedResult> {
  if (message.role !== "tool") return { message };
  const text = textOf(message.content);
  const bytes = Buffer.byteLength(text);
  if (bytes <= options.maxBytes) return { message };
  const path = await keepWhole(inLines(text), message.tool_call_id ?? "unnamed", options);
  const cut = cutMiddle(Buffer.from(text), options.maxBytes - LINE_BYTES, path);
  const others = message.content.filter((block) => block.type !== "text");
  const metadata = { ...message.metadata, ...(path !== undefined && { [FULL_OUTPUT_KEY]: path }) };
  return {
    message: { ...message, content: [{ type: "text", text: cut }, ...others], metadata },
    cut: { bytes, kept: Buffer.byteLength(cut) },
  };
}

function cutMiddle(whole: Buffer, keptBytes: number, path: string | undefined): string {
  const half = Math.floor(keptBytes / 2);
  const headEnd = characterStart(whole, half);
  const tailStart = characterStart(whole, whole.length - half);
  const where = path === undefined ? "ask for less to see the rest" : `the whole output is in ${path}`;
  const line = `[… ${tailStart - headEnd} of ${whole.length} bytes left out; ${where} …]`;
  return `${whole.toString("utf8", 0, headEnd)}\n\n${line}\n\n${whole.toString("utf8", tailStart)}`;
}

/** A result that is an object came as one line of JSON; whoever reads the file wants the lines of its texts. */
function inLines(text: string): string {
  const value = text.startsWith("{") ? parsed(text) : undefined;
  if (typeof value !== "object" || value === null) return text;
  const fields = Object.entries(value).map(([key, field]) => {
    return typeof field === "string" ? `${key}:\n${field}` : `${key}: ${JSON.stringify(field)}`;
  });
  return fields.join("\n");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Goes back to where a UTF-8 character begins. */
function characterStart(bytes: Buffer, position: number): number {
  let start = position;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** The file's name is the call's id; another text under the same id gets a name of its own. */
async function keepWhole(text: string, toolCallId: string, options: CapOptions): Promise<string | undefined> {
  if (options.stateDir === undefined) return undefined;
  const directory = join(options.stateDir, RESULTS_DIRECTORY);
  const safe = toolCallId.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, MAX_NAME_CHARS);
  const path = join(directory, `${safe}.txt`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (await writeNew(path, text)) return path;
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const other = join(directory, `${safe}-${digest}.txt`);
    await writeFile(other, text, { mode: OWNER_ONLY });
    return other;
  } catch (error) {
    options.report(`the whole output of tool call ${toolCallId} could not be kept: ${messageOf(error)}`);
    return undefined;
  }
}

/** Answers whether the file holds the text now; it is not touched when it held another one. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { mode: OWNER_ONLY, flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    return (await readFile(path, "utf8")) === text;
  }
}
