/** Turns one entry of the script into an answer. */
import type { ContentBlock, ProviderRequest, Usage } from "../../kernel/index.ts";
import type { Answer } from "./answer.ts";
import type { ScriptedResponse } from "./config.ts";

export function answerFromScript(response: ScriptedResponse, request: ProviderRequest, newId: () => string): Answer {
  if (typeof response === "string") return { content: [{ type: "text", text: response }], delayMs: 0, usage: {} };
  const { text, thinking, tool_calls: calls = [], delay_ms: delayMs = 0, error } = response;
  const content: ContentBlock[] = [];
  if (thinking !== undefined) content.push({ type: "thinking", thinking });
  if (text !== undefined) content.push({ type: "text", text });
  if (request.tools.length > 0) {
    for (const { id = newId(), name, input } of calls) content.push({ type: "tool_call", id, name, input });
  }
  return { content, delayMs, usage: definedOf(response.usage ?? {}), ...(error && { error }) };
}

function definedOf(usage: { [Key in keyof Usage]?: Usage[Key] | undefined }): Partial<Usage> {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined));
}
