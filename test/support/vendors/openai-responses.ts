/** An answer as the events of a Responses stream. */
import type { JsonObject } from "../../../kernel/index.ts";
import { type Answer, inputPieces, piecesOf, type RecordedRequest, type ScriptedBlock, stopOf } from "./script.ts";
import { sse } from "./server.ts";

type Emit = (type: string, data: JsonObject) => string;

export function* renderResponsesAnswer(answer: Answer, request: RecordedRequest): Iterable<string> {
  const { after = "finish" } = answer;
  let sequence_number = 0;
  const emit: Emit = (type, data) => sse({ type, sequence_number: sequence_number++, ...data }, type);
  const response = {
    id: `resp_${request.index}`,
    object: "response",
    model: answer.model ?? request.body.model,
    error: null,
    incomplete_details: null,
  };
  yield emit("response.created", { response: { ...response, status: "in_progress", output: [], usage: null } });
  yield emit("response.in_progress", { response: { ...response, status: "in_progress", output: [], usage: null } });
  const output: JsonObject[] = [];
  for (const [output_index, block] of answer.blocks.entries()) {
    const item = itemOf(block, `${request.index}_${output_index}`);
    output.push(item);
    yield emit("response.output_item.added", { output_index, item: startOf(item) });
    yield* renderPieces(block, { item_id: item.id, output_index }, emit);
    const isLeftOpen = after !== "finish" && output_index === answer.blocks.length - 1;
    if (!isLeftOpen) yield emit("response.output_item.done", { output_index, item });
  }
  if (typeof after === "object") {
    const code = after.error === "overloaded" ? "server_is_overloaded" : after.error;
    const error = { code, message: after.message ?? after.error };
    yield emit("response.failed", { response: { ...response, status: "failed", error, output, usage: null } });
  }
  if (after !== "finish") return;
  yield renderEnd(answer, { ...response, output, usage: usageOf(answer) }, emit);
}

function renderEnd(answer: Answer, response: JsonObject, emit: Emit): string {
  const stop = stopOf(answer);
  if (stop !== "max_tokens" && stop !== "content_filter") {
    return emit("response.completed", { response: { ...response, status: "completed" } });
  }
  const incomplete_details = { reason: stop === "max_tokens" ? "max_output_tokens" : "content_filter" };
  return emit("response.incomplete", { response: { ...response, status: "incomplete", incomplete_details } });
}

function* renderPieces(block: ScriptedBlock, place: JsonObject, emit: Emit): Iterable<string> {
  if ("tool" in block) {
    for (const delta of inputPieces(block)) yield emit("response.function_call_arguments.delta", { ...place, delta });
    yield emit("response.function_call_arguments.done", { ...place, arguments: inputPieces(block).join("") });
  } else if ("thinking" in block) {
    const part = { type: "summary_text", text: "" };
    yield emit("response.reasoning_summary_part.added", { ...place, summary_index: 0, part });
    for (const delta of piecesOf(block.thinking)) {
      yield emit("response.reasoning_summary_text.delta", { ...place, summary_index: 0, delta });
    }
  } else if ("refusal" in block) {
    for (const delta of piecesOf(block.refusal))
      yield emit("response.refusal.delta", { ...place, content_index: 0, delta });
  } else if ("text" in block) {
    const part = { type: "output_text", text: "", annotations: [] };
    yield emit("response.content_part.added", { ...place, content_index: 0, part });
    for (const delta of piecesOf(block.text)) {
      yield emit("response.output_text.delta", { ...place, content_index: 0, delta, logprobs: [] });
    }
  }
}

function itemOf(block: ScriptedBlock, id: string): JsonObject {
  if ("tool" in block) {
    const call = { call_id: block.id ?? `call_${id}`, name: block.tool, arguments: inputPieces(block).join("") };
    return { type: "function_call", id: `fc_${id}`, status: "completed", ...call };
  }
  if ("thinking" in block || "redacted" in block) {
    const text = "thinking" in block ? piecesOf(block.thinking).join("") : "";
    const summary = text === "" ? [] : [{ type: "summary_text", text }];
    const encrypted_content = "thinking" in block ? (block.signature ?? `encrypted_${id}`) : block.redacted;
    return { type: "reasoning", id: `rs_${id}`, summary, encrypted_content };
  }
  const part =
    "refusal" in block
      ? { type: "refusal", refusal: piecesOf(block.refusal).join("") }
      : { type: "output_text", text: piecesOf(block.text).join(""), annotations: [] };
  return { type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content: [part] };
}

/** An item as it is announced, before its content. */
function startOf(item: JsonObject): JsonObject {
  const empty: JsonObject = { function_call: { arguments: "" }, reasoning: { summary: [] }, message: { content: [] } };
  return { ...item, ...(empty[String(item.type)] as JsonObject), status: "in_progress" };
}

function usageOf({ usage = {} }: Answer): JsonObject {
  const input_tokens = (usage.input ?? 10) + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  const output_tokens = usage.output ?? 5;
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: usage.cacheRead ?? 0, cache_write_tokens: usage.cacheWrite ?? 0 },
    output_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input_tokens + output_tokens,
  };
}
