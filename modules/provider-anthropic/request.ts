/** The body of a request: conversation, tools, thinking, structured output, and the marks of what the vendor should cache. */
import type {
  MessageCreateParamsStreaming,
  OutputConfig,
  ThinkingConfigParam,
  Tool,
} from "@anthropic-ai/sdk/resources/messages";
import type { VendorRequest, WireConfig } from "../lib/provider-wire/index.ts";
import { type Conversation, toConversation } from "./messages.ts";
import { modelInfoOf, takesBudget } from "./models.ts";

export type Settings = Pick<WireConfig, "max_tokens" | "temperature" | "thinking_budget">;

const DEFAULT_MAX_TOKENS = 64_000;
const MIN_BUDGET = 1024;
const BUDGETS = { low: 4096, medium: 10_000, high: 24_000 };
const CACHED = { cache_control: { type: "ephemeral" } } as const;

/** A schema for the answer must be one that the vendor takes already. */
export function toParams(request: VendorRequest, settings: Settings): MessageCreateParamsStreaming {
  const { model } = request;
  const max_tokens = request.max_tokens ?? maxTokensOf(model, settings);
  const thinking = thinkingOf(request, settings, max_tokens);
  const temperature = request.temperature ?? settings.temperature;
  const takesTemperature = thinking === undefined && (takesBudget(model) || !model.startsWith("claude-"));
  const conversation = toConversation(request);
  const output_config = outputConfigOf(request);
  const tools = toolsOf(request);
  markPrefixes(conversation, tools);
  return {
    model,
    max_tokens,
    stream: true,
    messages: conversation.messages,
    ...(conversation.system.length > 0 && { system: conversation.system }),
    ...(tools.length > 0 && { tools }),
    ...(tools.length > request.tools.length && { tool_choice: { type: "none" } }),
    ...(thinking !== undefined && { thinking }),
    ...(takesTemperature && temperature !== undefined && { temperature }),
    ...(output_config !== undefined && { output_config }),
  };
}

export function maxTokensOf(model: string, settings: Settings): number {
  return settings.max_tokens ?? Math.min(DEFAULT_MAX_TOKENS, modelInfoOf(model).max_output_tokens);
}

function thinkingOf(request: VendorRequest, settings: Settings, maxTokens: number): ThinkingConfigParam | undefined {
  const { reasoning_effort: effort, extended_thinking: isWanted } = request;
  const { thinking_budget: budget } = settings;
  if (isWanted === false || (isWanted === undefined && budget === 0)) return undefined;
  // Later models think anyway; unless told so they would keep to themselves even what they say between tool calls.
  if (!takesBudget(request.model)) {
    return request.model.startsWith("claude-") ? { type: "adaptive", display: "summarized" } : undefined;
  }
  if (isWanted === undefined && effort === undefined && budget === undefined) return undefined;
  const tokens = effort === undefined && budget !== undefined ? budget : BUDGETS[effort ?? "medium"];
  const budget_tokens = Math.max(MIN_BUDGET, Math.min(tokens, maxTokens - 1));
  return budget_tokens < maxTokens ? { type: "enabled", budget_tokens } : undefined;
}

function outputConfigOf(request: VendorRequest): OutputConfig | undefined {
  const { output_schema: schema, reasoning_effort } = request;
  const effort = takesBudget(request.model) ? undefined : reasoning_effort;
  if (schema === undefined && effort === undefined) return undefined;
  return {
    ...(effort !== undefined && { effort }),
    ...(schema !== undefined && { format: { type: "json_schema", schema } }),
  };
}

/** A conversation with tool calls needs their tools even where no more calls are allowed; their names are enough then. */
function toolsOf(request: VendorRequest): Tool[] {
  if (request.tools.length > 0) {
    return request.tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema as Tool.InputSchema,
    }));
  }
  const calls = request.messages.flatMap(({ content }) => content.filter((block) => block.type === "tool_call"));
  return [...new Set(calls.map((call) => call.name))].map((name) => ({ name, input_schema: { type: "object" } }));
}

/** Four marks, which is all that the vendor allows: tools, system, and the last two things of the user's side that will stay. */
function markPrefixes({ system, messages, passing }: Conversation, tools: Tool[]): void {
  const spoken = messages.filter((turn) => turn.role === "user").slice(-2);
  const lasting = spoken.map((turn) => turn.content.findLast((block) => !passing.has(block)));
  for (const end of [tools.at(-1), system.at(-1), ...lasting]) if (end !== undefined) Object.assign(end, CACHED);
}
