/** The canonical events: name, meaning, payload. Each payload also has `session_id`, `parent_id` and `timestamp`. */
import * as z from "zod";

const text = z.string();
const texts = z.array(text);
const count = z.int().nonnegative();
const any = z.unknown();
const record = z.record(text, any);
const caches = { cache_read_tokens: count.optional(), cache_write_tokens: count.optional() };
const usage = z.object({ input_tokens: count, output_tokens: count, ...caches, cost: z.number().optional() });
const turnEnd = { stop_reason: text, usage, response_preview: text, length: count };
const toolCall = { tool_name: text, tool_call_id: text, tool_input: record };
const toolError = z.object({ kind: text.optional(), message: text });
const toolResult = z.object({ success: z.boolean(), output: any, error: toolError.optional() });
const block = { request_id: text, block_index: count, block_type: z.enum(["text", "thinking", "tool_call"]) };
const providerCall = { provider: text, model: text.optional(), request_id: text };
const failure = z.object({ kind: text, message: text, retryable: z.boolean(), retry_after: z.number().optional() });
const answered = { stop_reason: text, tool_calls: count, usage };
const outcome = z.enum(["ok", "error"]);
const level = z.enum(["info", "warning", "error"]);
const llmOutcome = { status: outcome, duration_ms: count, usage: usage.optional(), error: failure.optional() };
const compaction = { before_tokens: count, after_tokens: count, messages: count };
const approval = { approval_id: text, prompt: text, tool_name: text.optional(), tool_call_id: text.optional() };
const approvalAnswer = { option_id: text, kind: text, by: text, reason: text.optional() };
const violation = { rule: text, tool_name: text.optional(), tool_call_id: text.optional() };

function event<Fields extends z.ZodRawShape>(about: string, fields: Fields): Shape<Fields> {
  return { about, payload: z.object(fields) };
}
type Shape<Fields extends z.ZodRawShape> = { readonly about: string; readonly payload: z.ZodObject<Fields> };

export const EVENTS = {
  "session:start": event("A new session is ready.", { modules: texts }),
  "session:resume": event("A stored session is ready again.", { modules: texts, messages: count }),
  "session:fork": event("The session was made from another one.", { parent: text, at_turn: count.optional() }),
  "session:end": event("The session is over.", { status: z.enum(["completed", "failed", "cancelled"]) }),
  "session:repaired": event("A fault was mended.", { kind: text, action: text, line: count.optional() }),
  "prompt:submit": event("A hook may deny or change it.", { prompt: any, turn: count, turn_id: text.optional() }),
  "prompt:complete": event("The turn is over.", { turn: count, ...turnEnd }),
  "execution:start": event("The orchestrator takes over.", { prompt: any }),
  "execution:end": event("The orchestrator is done, whichever way.", { response: text, status: text }),
  "orchestrator:complete": event("What it did.", { orchestrator: text, turn_count: count, status: text }),
  "orchestrator:steering_injected": event("Input joined the running turn.", { prompt: any }),
  "plan:start": event("Planning begins.", { plan: any.optional() }),
  "plan:end": event("Planning ends.", { plan: any.optional() }),
  "provider:request": event("A hook may deny it.", { ...providerCall, iteration: count, messages: count }),
  "provider:response": event("The provider answered.", { ...providerCall, ...answered }),
  "provider:error": event("The provider has failed.", { ...providerCall, error: failure }),
  "provider:retry": event("It is tried again.", { ...providerCall, attempt: count, delay_ms: count, error: failure }),
  "provider:throttle": event("A request waits before it is sent.", { ...providerCall, delay_ms: count, reason: text }),
  "provider:resolve": event("A provider was chosen.", { provider: text, model: text.optional(), reason: text }),
  "provider:tool_sequence_repaired": event("It was mended.", { provider: text, repaired: texts, dropped: texts }),
  "llm:request": event("What is sent, in numbers.", { ...providerCall, messages: count, tools: count }),
  "llm:response": event("What came back, in numbers.", { ...providerCall, ...llmOutcome }),
  "content_block:start": event("A block of the answer begins.", { ...block, name: text.optional() }),
  "content_block:delta": event("A piece of a block.", { ...block, sequence: count, delta: text }),
  "content_block:end": event("A block is whole.", { ...block, block: record }),
  "thinking:delta": event("A piece of a thought.", { request_id: text, block_index: count, delta: text }),
  "thinking:final": event("A whole thought.", { request_id: text, block_index: count, thinking: text }),
  "tool:pre": event("A gate may deny it, a hook change it.", { ...toolCall, parallel_group_id: text.optional() }),
  "tool:output": event("Output while it runs.", { tool_call_id: text, stream: z.enum(["stdout", "stderr"]), text }),
  "tool:post": event("A hook may change the result.", { ...toolCall, result: toolResult, duration_ms: count }),
  "tool:error": event("A tool was denied, failed, or threw.", { ...toolCall, error: toolError }),
  "context:pre_compact": event("The view is about to be compacted.", { tokens: count, budget: count }),
  "context:post_compact": event("The view was compacted.", compaction),
  "context:compaction": event("How the view was compacted.", { ...compaction, level: count, budget: count }),
  "context:include": event("A file became part of the context.", { path: text, bytes: count }),
  "context:injected": event("A hook's text.", { role: text, bytes: count, ephemeral: z.boolean(), source: text }),
  "context:tool_result_ingress_truncated": event("It was cut.", { tool_call_id: text, bytes: count, kept: count }),
  "approval:required": event("A person is asked.", { ...approval, options: texts, timeout_ms: count }),
  "approval:granted": event("The answer was yes.", { ...approval, ...approvalAnswer }),
  "approval:denied": event("The answer was no, or nobody answered.", { ...approval, ...approvalAnswer }),
  "policy:violation": event("Something was tried that a rule forbids.", { ...violation, reason: text }),
  "cancel:requested": event("It is to end.", { level: z.enum(["graceful", "immediate"]), running_tools: texts }),
  "cancel:completed": event("The turn has ended.", { was_immediate: z.boolean(), error: text.optional() }),
  "module:load_failed": event("A module was left out.", { module: text, id: text, path: text, reason: text }),
  "module:on_session_ready_failed": event("It failed when all were mounted.", { module: text, reason: text }),
  "artifact:read": event("A file was read.", { path: text, bytes: count }),
  "artifact:write": event("A file was written.", { path: text, bytes: count }),
  "user:notification": event("A line for the user.", { message: text, level, source: text }),
};

/** Live only: never logged, without a number of its own. */
const LIVE_ONLY: ReadonlySet<string> = new Set(["content_block:delta", "thinking:delta", "tool:output"]);

export type EventName = keyof typeof EVENTS;
export type EventData<Name extends EventName> = z.infer<(typeof EVENTS)[Name]["payload"]>;

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name);
}

/** Whether an event is live only: it is not logged and carries the number of the event that it follows. */
export function isEphemeral(name: string): boolean {
  return LIVE_ONLY.has(name);
}
