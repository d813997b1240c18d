/** Lets hooks choose the tool that a call goes to. Whatever they choose meets the same gates as any other call. */
import { type Coordinator, failure, type JsonObject, type ToolCallBlock } from "../../kernel/index.ts";
import type { CallTool } from "../lib/turn/index.ts";

export const TOOL_SELECTING = "tool:selecting";
export const TOOL_SELECTED = "tool:selected";

export const callSelectedTool: CallTool = async (coordinator, call, options) => {
  const asked = { tool_name: call.name, tool_call_id: call.id, tool_input: call.input };
  const available_tools = [...coordinator.all("tools").keys()].sort();
  const { denied, data, injections } = await coordinator.emitCustom(TOOL_SELECTING, { ...asked, available_tools });
  if (denied !== undefined) {
    const result = failure("denied", `Denied: ${denied}`);
    await coordinator.hooks.emit("tool:error", { ...asked, error: result.error });
    return { call, result, injections };
  }
  const selected = selectionOf(coordinator, call, data);
  const source = selected.name === call.name ? "model" : "hook";
  const choice = { tool_name: selected.name, tool_call_id: call.id, source, original_tool: call.name };
  await coordinator.hooks.emit(TOOL_SELECTED, choice);
  const completed = await coordinator.callTool(selected, options);
  return { ...completed, injections: [...injections, ...completed.injections] };
};

/** A tool that is not mounted is no choice: the model's stands, and the fault is reported. */
function selectionOf(
  coordinator: Coordinator,
  call: ToolCallBlock,
  { tool_name, tool_input }: JsonObject,
): ToolCallBlock {
  const input = isObject(tool_input) ? tool_input : call.input;
  if (tool_name === call.name) return { ...call, input };
  if (typeof tool_name === "string" && coordinator.get("tools", tool_name) !== undefined) {
    return { ...call, name: tool_name, input };
  }
  coordinator.host.report(
    `a hook on ${TOOL_SELECTING} chose ${JSON.stringify(tool_name)}, which is no tool of the session`,
  );
  return call;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
