/** What OpenAI's API answers 400 to: the rules that a conversation, and a request to a reasoning model, must keep. */
import type { JsonObject } from "../../../kernel/index.ts";
import type { RecordedRequest } from "./script.ts";

const REASONING_MODEL = /^(?:gpt-5|o\d)/;

/** The first fault, in the vendor's words as far as they are known. */
export function findOpenAiFault({ path, body }: RecordedRequest): string | undefined {
  if (body.temperature !== undefined && REASONING_MODEL.test(String(body.model))) {
    return "Unsupported parameter: 'temperature' is not supported with this model.";
  }
  return path.endsWith("/chat/completions")
    ? findChatFault((body.messages ?? []) as readonly JsonObject[])
    : findInputFault((body.input ?? []) as readonly JsonObject[]);
}

function findChatFault(messages: readonly JsonObject[]): string | undefined {
  if (messages.length === 0) return "Invalid 'messages': empty array.";
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool") {
      const id = String(message.tool_call_id);
      if (!open.includes(id)) {
        return `Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls' (messages.${index}).`;
      }
      open = open.filter((other) => other !== id);
      continue;
    }
    if (open.length > 0) return unansweredCalls(open);
    const calls = (message.tool_calls ?? []) as readonly { id: string }[];
    open = calls.map((call) => call.id);
  }
  return open.length > 0 ? unansweredCalls(open) : undefined;
}

function unansweredCalls(open: readonly string[]): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(", ")}`;
}

function findInputFault(input: readonly JsonObject[]): string | undefined {
  if (input.length === 0) return "Invalid 'input': empty array.";
  const calls = new Set<string>();
  const answered = new Set<string>();
  for (const [index, item] of input.entries()) {
    const id = String(item.call_id);
    if (item.type === "function_call") calls.add(id);
    if (item.type === "function_call_output") {
      if (!calls.has(id) || answered.has(id)) return `No tool call found for function call output with call_id ${id}.`;
      answered.add(id);
    }
    if (item.type === "reasoning" && !isOutput(input[index + 1])) {
      return `Item '${item.id}' of type 'reasoning' was provided without its required following item.`;
    }
  }
  const open = [...calls].find((id) => !answered.has(id));
  return open === undefined ? undefined : `No tool output found for function call ${open}.`;
}

function isOutput(item: JsonObject | undefined): boolean {
  return item?.type === "function_call" || item?.type === "reasoning" || item?.role === "assistant";
}
