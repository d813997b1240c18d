/** The tool `task`: has an agent of the plan do a piece of work in a session of its own, and answers what came of it. */
import * as z from "zod";
import {
  type Coordinator,
  didYouMean,
  failure,
  type JsonObject,
  success,
  type Tool,
  type ToolContext,
  type ToolResult,
} from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import type { Config } from "./config.ts";
import { conversationText } from "./conversation.ts";
import type { Resume, Spawn, SubSessionResult } from "./sub-sessions.ts";

const MAX_INSTRUCTION_CHARS = 100_000;
const MAX_PREFERENCES = 10;
/** The description goes out with every request. */
const MAX_AGENTS_SHOWN = 64;
const MAX_SHOWN_CHARS = 300;

export const TASK_EVENTS = ["task:agent_spawned", "task:agent_resumed", "task:agent_completed"];
const [SPAWNED = "", RESUMED = "", COMPLETED = ""] = TASK_EVENTS;

const inputSchema = z.strictObject({
  agent: z.string().min(1).optional().describe("Which agent does it; needed unless session_id is given"),
  instruction: z
    .string()
    .min(1)
    .max(MAX_INSTRUCTION_CHARS)
    .describe("All that the agent has to know and do: it sees nothing else, unless inherit_context says so"),
  session_id: z
    .string()
    .min(1)
    .optional()
    .describe("Goes on with an earlier sub-session, by the id that its result gave"),
  inherit_context: z
    .enum(["none", "recent", "all"])
    .default("none")
    .describe("How much of this conversation the agent is told"),
  inherit_context_turns: z.int().min(1).max(100).default(5).describe("How many of the latest prompts are recent"),
  provider_preferences: z
    .array(z.strictObject({ provider: z.string().min(1), model: z.string().min(1).optional() }))
    .max(MAX_PREFERENCES)
    .optional()
    .describe("Providers, the best first; the first that there is gets used"),
});
type Input = z.output<typeof inputSchema>;

export function taskTool(coordinator: Coordinator, config: Config): Tool {
  return defineTool<Input>({
    name: "task",
    description: `Has an agent do a piece of work in a session of its own and answers its result and its session_id. Calls at the same time run in parallel. ${agentList(coordinator)}`,
    input: inputSchema,
    // It changes nothing itself: each call of the sub-session meets the gates by itself.
    annotations: { readOnlyHint: true, destructiveHint: false, openWorldHint: false },
    execute: (input, context) => runTask({ coordinator, config, input, context }),
  });
}

interface TaskCall {
  readonly coordinator: Coordinator;
  readonly config: Config;
  readonly input: Input;
  readonly context: ToolContext;
}

async function runTask(call: TaskCall): Promise<ToolResult> {
  const { input, context } = call;
  if (context.signal.aborted) return failure("cancelled", "The task was cancelled before it began.");
  const result = input.session_id === undefined ? await spawn(call) : await resume(call, input.session_id);
  return "success" in result ? result : toToolResult(input, result);
}

async function spawn(call: TaskCall): Promise<SubSessionResult | ToolResult> {
  const { coordinator, config, input } = call;
  const { agent } = input;
  const known = agentsOf(coordinator).map(([name]) => name);
  if (agent === undefined || !known.includes(agent)) return unknownAgent(agent, known);
  const offered = coordinator.getCapability<Spawn>("session.spawn");
  if (offered === undefined) return UNAVAILABLE;
  const { inherit_tools: inheritTools, exclude_tools: excludeTools } = config;
  const { inherit_hooks: inheritHooks, exclude_hooks: excludeHooks } = config;
  const lists = { ...(inheritTools && { inheritTools }), ...(inheritHooks && { inheritHooks }) };
  const inheritance = { ...lists, excludeTools, excludeHooks };
  const result = await offered({ ...(await requestOf(call, SPAWNED)), agent, inheritance });
  return completed(call, result);
}

async function resume(call: TaskCall, sessionId: string): Promise<SubSessionResult | ToolResult> {
  const offered = call.coordinator.getCapability<Resume>("session.resume");
  if (offered === undefined) return UNAVAILABLE;
  return completed(call, await offered({ ...(await requestOf(call, RESUMED)), sessionId }));
}

async function requestOf({ coordinator, config, input, context }: TaskCall, event: string) {
  const { max_recursion_depth: maxDepth, max_spawns_per_session: maxSpawns, timeout } = config;
  return {
    instruction: await instructionOf(coordinator, input),
    signal: context.signal,
    bounds: { maxDepth, maxSpawns, timeoutMs: timeout * 1000 },
    ...(input.provider_preferences && { preferences: input.provider_preferences }),
    onStart: async (sub_session_id: string): Promise<void> => {
      const about = { agent: input.agent ?? null, sub_session_id, tool_call_id: context.toolCallId };
      await coordinator.hooks.emit(event, about);
    },
  };
}

async function instructionOf(coordinator: Coordinator, input: Input): Promise<string> {
  const { instruction, inherit_context, inherit_context_turns } = input;
  if (inherit_context === "none") return instruction;
  const history = (await coordinator.get("context")?.getMessages()) ?? [];
  const text = conversationText(history, inherit_context === "recent" ? inherit_context_turns : undefined);
  return text === "" ? instruction : `[The conversation so far]\n\n${text}\n\n[Your task]\n\n${instruction}`;
}

async function completed(
  { coordinator, input, context }: TaskCall,
  result: SubSessionResult,
): Promise<SubSessionResult> {
  const { session_id: sub_session_id, status, usage, error } = result;
  if (sub_session_id === undefined) return result;
  const about = { agent: input.agent ?? null, sub_session_id, tool_call_id: context.toolCallId, status };
  await coordinator.hooks.emit(COMPLETED, { ...about, ...(usage && { usage }), ...(error && { error }) });
  return result;
}

/** What a sub-session came to is told to the model whole: it may go on with it by its id. */
function toToolResult(
  { agent }: Input,
  { session_id, status, output: response, warnings, error }: SubSessionResult,
): ToolResult {
  const output: JsonObject = {
    ...(agent !== undefined && { agent }),
    ...(session_id !== undefined && { session_id }),
    status,
    response,
    ...(warnings.length > 0 && { warnings }),
  };
  if (error === undefined) return success(output);
  return failure(error.kind, error.message, session_id === undefined ? null : output);
}

const UNAVAILABLE = failure("unavailable", "This application offers no sub-sessions.");

function unknownAgent(agent: string | undefined, known: readonly string[]): ToolResult {
  const list = `The agents are: ${known.join(", ") || "none; the plan's `agents` section is empty"}.`;
  if (agent === undefined) return failure("invalid-input", `task: agent: it is missing. ${list}`);
  return failure("not-found", `There is no agent "${agent}"${didYouMean(agent, known) || "."} ${list}`);
}

function agentList(coordinator: Coordinator): string {
  const agents = agentsOf(coordinator);
  if (agents.length === 0) return "There are no agents in this session.";
  const lines = agents.slice(0, MAX_AGENTS_SHOWN).map(([name, { description }]) => {
    return typeof description === "string" ? `- ${name}: ${description.slice(0, MAX_SHOWN_CHARS)}` : `- ${name}`;
  });
  return `The agents are:\n${lines.join("\n")}`;
}

function agentsOf({ plan }: Coordinator): [string, JsonObject][] {
  const isOverlay = (value: unknown): value is JsonObject =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  return Object.entries(plan.agents).flatMap(([name, value]) => (isOverlay(value) ? [[name, value]] : []));
}
