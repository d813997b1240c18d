/** The lines that are shown of a call, its result, and what a request has used. */
import type { JsonObject, Usage } from "../../kernel/index.ts";

const MAX_ARGUMENT_CHARS = 200;
const MAX_LINE_CHARS = 200;
/** So much of an output is looked at. */
const MAX_OUTPUT_CHARS = 100_000;

/** `bash(command: npm test)`, or `task → explorer: find the tests`. */
export function callLine(tool: string, input: JsonObject, isSpawn: boolean): string {
  if (isSpawn) {
    const { agent = "?", instruction = "" } = input;
    return cut(`${tool} → ${agent}: ${oneLine(String(instruction))}`, MAX_ARGUMENT_CHARS);
  }
  const parts = Object.entries(input).map(([key, value]) => `${key}: ${oneLine(textOf(value))}`);
  return `${tool}(${cut(parts.join(", "), MAX_ARGUMENT_CHARS)})`;
}

/** The first lines, and how many there are more. */
export function outputLines(output: unknown, maxLines: number): string[] {
  if (maxLines === 0) return [];
  const text = outputText(output).slice(0, MAX_OUTPUT_CHARS).trimEnd();
  if (text === "") return [];
  const lines = text.split("\n");
  const shown = lines.slice(0, maxLines).map((line) => cut(line, MAX_LINE_CHARS));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `… ${more} more ${more === 1 ? "line" : "lines"}`] : shown;
}

/** `1,234 tokens in (1,000 from the cache), 56 out, $0.0123, 1.2 s`. */
export function usageLine(usage: Usage, durationMs: number): string {
  const { input_tokens, output_tokens, cache_read_tokens = 0, cost } = usage;
  const count = (value: number): string => value.toLocaleString("en-US");
  const cached = cache_read_tokens > 0 ? ` (${count(cache_read_tokens)} from the cache)` : "";
  const price = cost === undefined ? "" : `, $${cost.toFixed(4)}`;
  const seconds = (durationMs / 1000).toFixed(1);
  return `${count(input_tokens)} tokens in${cached}, ${count(output_tokens)} out${price}, ${seconds} s`;
}

/** What people read of an output: its text, or the text of the fields that have some. */
function outputText(output: unknown): string {
  if (Array.isArray(output)) return output.map(outputText).join("\n");
  if (typeof output !== "object" || output === null) return textOf(output);
  const { text, stdout, stderr, content, type } = output as JsonObject;
  if (type === "image") return "(an image)";
  const told = [text, stdout, stderr, content].filter((part) => typeof part === "string" && part !== "");
  return told.length > 0 ? told.join("\n") : textOf(output);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function oneLine(text: string): string {
  return text.slice(0, MAX_OUTPUT_CHARS).replace(/\s+/g, " ").trim();
}

function cut(text: string, maxChars: number): string {
  return text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text;
}
