/** The input of a tool call from the JSON that a model wrote. */
import type { JsonObject } from "../../../kernel/index.ts";

/** Under this key a tool gets text that is not a JSON object. A tool that checks its input refuses it, and the model sees why. */
const INVALID_INPUT_KEY = "_invalid_json";

/** Whether the text is all of an input, so that what comes behind it is another one's. */
export function isWholeInput(text: string): boolean {
  return text.trim() !== "" && !(INVALID_INPUT_KEY in parseToolInput(text));
}

export function parseToolInput(text: string): JsonObject {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // What was written goes to the tool below.
  }
  return { [INVALID_INPUT_KEY]: text };
}
