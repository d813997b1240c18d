/** What the policy needs to know of a tool call: its command, parsed, and the files that it names, by their real paths. */
import { posix } from "node:path";
import type { Coordinator, JsonObject } from "../../kernel/index.ts";
import { MAX_PATH_BYTES } from "../lib/paths/index.ts";
import type { ParsedShellCommand } from "../lib/shell-command/index.ts";
import { realPathOf } from "./real-path.ts";
import { isTrusted } from "./trust.ts";

export interface CallFacts {
  readonly toolName: string;
  readonly toolCallId: string;
  readonly input: JsonObject;
  /** Absolute, links followed. */
  readonly workingDir: string;
  /** One of this process's own tools: its annotations count, and rules by path alone may allow it. */
  readonly isTrusted: boolean;
  /** It changes nothing. */
  readonly isReadOnly: boolean;
  /** It reaches beyond this machine. */
  readonly isOpenWorld: boolean;
  /** The MCP server behind the tool, when whoever mounts servers says so by the capability `mcp.server_of`. */
  readonly server: string | undefined;
  /** Changes with the server's definition of the tool; known by the capability `mcp.version_of`. */
  readonly version: string | undefined;
  readonly shell?: { readonly text: string; readonly parsed: ParsedShellCommand };
  /** Real paths of the files and folders that the input names. */
  readonly paths: readonly string[];
}

const SHELL_TOOL = "bash";
const NAMES =
  "path|paths|file|files|filename|filenames|dir|dirs|directory|directories|folder|folders|root|roots|cwd|uri";
/** `file_path`, `path` and `Path`; and `filePath`. */
const PATH_KEY = new RegExp(`(?:^|[_-])(?:${NAMES})$`, "i");
const PATH_KEY_IN_CAMEL_CASE = new RegExp(
  `[a-z0-9](?:${NAMES.replace(/(?<=^|\|)[a-z]/g, (letter) => letter.toUpperCase())})$`,
);
const FILE_URL = /^file:\/\/[^/]*/i;
const MAX_PATHS = 200;
const MAX_DEPTH = 100;

export async function readCall(
  coordinator: Coordinator,
  data: JsonObject,
  trustedServers: readonly string[],
): Promise<CallFacts> {
  const { tool_name: toolName, tool_call_id: toolCallId, tool_input: raw } = data;
  if (typeof toolName !== "string" || typeof toolCallId !== "string") throw new Error("the call has no name or no id");
  const input = typeof raw === "object" && raw !== null ? (raw as JsonObject) : {};
  const workingDir = await realPathOf(coordinator.getCapability<string>("session.working_dir") ?? process.cwd(), "/");
  const annotations = coordinator.get("tools", toolName)?.annotations;
  const { command } = input;
  const server = coordinator.getCapability<(name: string) => string | undefined>("mcp.server_of")?.(toolName);
  const version = coordinator.getCapability<(name: string) => string | undefined>("mcp.version_of")?.(toolName);
  const isOwn = isTrusted(coordinator, toolName);
  const isBelieved = isOwn || (server !== undefined && trustedServers.includes(server));
  return {
    toolName,
    toolCallId,
    input,
    workingDir,
    isTrusted: isOwn,
    isReadOnly: isBelieved && annotations?.readOnlyHint === true,
    isOpenWorld: annotations?.openWorldHint === true,
    server,
    version,
    ...(typeof command === "string" && { shell: { text: command, parsed: await parse(command) } }),
    paths: await Promise.all(pathsIn(input).map((path) => realPathOf(path, workingDir))),
  };
}

/** The tool whose `command` is a line for bash; what others mean by that word is not known. */
export function isShellCall({ toolName, isTrusted, shell }: CallFacts): boolean {
  return toolName === SHELL_TOOL && isTrusted && shell !== undefined;
}

/** The parser is loaded when the first command comes along. */
async function parse(command: string): Promise<ParsedShellCommand> {
  const { parseShellCommand } = await import("../lib/shell-command/index.ts");
  return parseShellCommand(command);
}

/** Wherever they stand in the input. */
function pathsIn(input: JsonObject): string[] {
  const paths = new Set<string>();
  const visit = (value: unknown, isPath: boolean, depth: number): void => {
    if (depth > MAX_DEPTH) throw new Error(`the call's input is nested more than ${MAX_DEPTH} levels deep`);
    if (Array.isArray(value)) for (const item of value) visit(item, isPath, depth + 1);
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, isPathKey(key), depth + 1);
    } else if (typeof value === "string" && isPath && value !== "") addPath(value, paths);
  };
  visit(input, false, 0);
  if (paths.size > MAX_PATHS) throw new Error(`the call names more than ${MAX_PATHS} paths`);
  return [...paths];
}

function isPathKey(key: string): boolean {
  return PATH_KEY.test(key) || PATH_KEY_IN_CAMEL_CASE.test(key);
}

/** A file's URL is a path; other URLs are none. What is longer than a path can be counts as what is left of it without detours. */
function addPath(text: string, paths: Set<string>): void {
  const path = FILE_URL.test(text) ? decoded(text.replace(FILE_URL, "")) : text;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return;
  const short = isTooLong(path) ? posix.normalize(path) : path;
  if (!isTooLong(short)) paths.add(short);
}

function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) >= MAX_PATH_BYTES;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
