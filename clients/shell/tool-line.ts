/** A tool call, and what came of it, in a line each. */
import type { SessionEvent } from "../node/index.ts";
import type { Style } from "./style.ts";
import { asRecord } from "./turn-record.ts";
import { inOneLine } from "./visible.ts";

const MAX_LINE_CHARS = 160;
/** The argument that says most, where the tool has one of these. */
const SUBJECTS = ["command", "file_path", "pattern", "query", "url", "path"];

export function callLine({ data }: SessionEvent, style: Style): string {
  return `${style.green("●")} ${callText(data)}`;
}

/** The call without its mark. */
export function callText(data: SessionEvent["data"]): string {
  const input = asRecord(data.tool_input);
  const subject = SUBJECTS.find((key) => typeof input[key] === "string");
  const rest = subject === undefined ? (Object.keys(input).length === 0 ? "" : JSON.stringify(input)) : input[subject];
  const place = subject === "pattern" && typeof input.path === "string" ? ` in ${input.path}` : "";
  return inOneLine(`${data.tool_name} ${rest}${place}`, MAX_LINE_CHARS);
}

/** Nothing where there is nothing worth a line. */
export function resultLine({ event, data }: SessionEvent, style: Style): string | undefined {
  const result = event === "tool:error" ? { success: false, error: data.error } : asRecord(data.result);
  if (result.success !== true) {
    const { message } = asRecord(result.error);
    return `  ${style.red("✗")} ${inOneLine(typeof message === "string" ? message : outputText(result), MAX_LINE_CHARS)}`;
  }
  const text = outputText(result);
  const lines = text.trim().split("\n");
  if (text.trim() === "") return undefined;
  const shown = lines.length === 1 ? inOneLine(text, MAX_LINE_CHARS) : `${lines.length} lines`;
  return style.dim(`  ⎿ ${shown}`);
}

function outputText(result: Record<string, unknown>): string {
  const { output } = result;
  if (typeof output === "string") return output;
  const { content, stdout, text } = asRecord(output);
  const inner = [content, stdout, text].find((value) => typeof value === "string");
  return typeof inner === "string" ? inner : output === undefined || output === null ? "" : JSON.stringify(output);
}
