/** Runs the tool calls of one answer, all at once, and writes their results into the history in the order of the calls. */
import {
  type ContentBlock,
  lostResult,
  type Message,
  messageOf,
  type ToolCallBlock,
  type ToolResult,
} from "../../../kernel/index.ts";
import type { TurnState } from "./loop.ts";

/** Calls of one answer that run at once; the rest wait for their turn. */
const MAX_PARALLEL_CALLS = 32;
const NO_OUTPUT = "(no output)";

/**
 * The history has a result for each call afterwards, on every way out.
 * @throws what kept a result from being written; the other results are written all the same
 */
export async function runToolCalls(state: TurnState, calls: readonly ToolCallBlock[]): Promise<void> {
  const { coordinator, context } = state.input;
  const options = { parallelGroupId: coordinator.host.newId() };
  const completed = await inParallel(calls, (call) => {
    return state.loop.callTool?.(coordinator, call, options) ?? coordinator.callTool(call, options);
  });
  const failures: unknown[] = [];
  for (const { call, result, injections } of completed) {
    state.injections.push(...injections);
    try {
      await context.addMessage(resultMessage(call.id, result));
    } catch (error) {
      failures.push(error);
      await closeCalls(state, [call]);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function inParallel<Item, Value>(items: readonly Item[], run: (item: Item) => Promise<Value>): Promise<Value[]> {
  const values: Value[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [place, item] of queue) values[place] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(MAX_PARALLEL_CALLS, items.length) }, work));
  return values;
}

/** Gives calls that will not run, or whose result could not be kept, a result that says so. */
export async function closeCalls(state: TurnState, calls: readonly ToolCallBlock[], reason?: string): Promise<void> {
  for (const { id } of calls) {
    try {
      await state.input.context.addMessage(lostResult(id, reason));
    } catch (error) {
      state.input.coordinator.host.report(`no result could be kept for tool call ${id}: ${messageOf(error)}`);
    }
  }
}

export function resultMessage(toolCallId: string, result: ToolResult): Message {
  const content = contentOf(result);
  return { role: "tool", tool_call_id: toolCallId, content, ...(!result.success && { metadata: { is_error: true } }) };
}

function contentOf(result: ToolResult): readonly ContentBlock[] {
  const output = blocksOf(result.output);
  if (result.success) return output.length > 0 ? output : [text(NO_OUTPUT)];
  const error = text(`Error: ${result.error?.message ?? "the tool failed and did not say why"}`);
  return [error, ...output.map((block) => (block.type === "text" ? text(`\n\n${block.text}`) : block))];
}

function blocksOf(output: unknown): readonly ContentBlock[] {
  if (output === null || output === undefined || output === "") return [];
  if (typeof output === "string") return [text(output)];
  if (Array.isArray(output) && output.length > 0 && output.every(isContent)) return output;
  try {
    return [text(JSON.stringify(output) ?? NO_OUTPUT)];
  } catch (error) {
    return [text(`(the output cannot be shown: ${messageOf(error)})`)];
  }
}

function isContent(block: unknown): block is ContentBlock {
  if (typeof block !== "object" || block === null || !("type" in block)) return false;
  if (block.type === "text") return "text" in block && typeof block.text === "string" && block.text !== "";
  return block.type === "image" && "source" in block;
}

function text(value: string): ContentBlock {
  return { type: "text", text: value };
}
