/** An answer as the chunks of a Chat Completions stream. */
import type { JsonObject } from "../../../kernel/index.ts";
import { type Answer, inputPieces, piecesOf, type RecordedRequest, type ScriptedBlock, stopOf } from "./script.ts";
import { sse } from "./server.ts";

const FINISH = { end_turn: "stop", tool_use: "tool_calls", max_tokens: "length", refusal: "stop" } as const;

export function* renderChatAnswer(answer: Answer, request: RecordedRequest): Iterable<string> {
  const { after = "finish" } = answer;
  const base = {
    id: `chatcmpl-${request.index}`,
    object: "chat.completion.chunk",
    created: 1_783_000_000,
    model: answer.model ?? request.body.model,
  };
  const chunk = (delta: JsonObject, finish_reason: string | null = null): string =>
    sse({ ...base, choices: [{ index: 0, delta, finish_reason }], usage: null });
  yield chunk({ role: "assistant", content: "" });
  let calls = 0;
  for (const [index, block] of answer.blocks.entries()) {
    if ("tool" in block) yield* renderCall(block, calls++, `${request.index}_${index}`).map((delta) => chunk(delta));
    else yield* renderText(block).map((delta) => chunk(delta));
  }
  if (typeof after === "object") yield sse({ error: { message: after.message ?? after.error, code: after.error } });
  if (after !== "finish") return;
  const stop = stopOf(answer);
  yield chunk({}, stop === "content_filter" ? stop : FINISH[stop]);
  yield sse({ ...base, choices: [], usage: usageOf(answer) });
  yield sse("[DONE]");
}

function renderText(block: Exclude<ScriptedBlock, { tool: string }>): JsonObject[] {
  if ("thinking" in block) return piecesOf(block.thinking).map((piece) => ({ reasoning_content: piece }));
  if ("refusal" in block) return piecesOf(block.refusal).map((piece) => ({ refusal: piece }));
  return "text" in block ? piecesOf(block.text).map((piece) => ({ content: piece })) : [];
}

function renderCall(block: Extract<ScriptedBlock, { tool: string }>, index: number, id: string): JsonObject[] {
  const head = {
    index,
    id: block.id ?? `call_${id}`,
    type: "function",
    function: { name: block.tool, arguments: "" },
  };
  const rest = inputPieces(block).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] }));
  return [{ tool_calls: [head] }, ...rest];
}

function usageOf({ usage = {} }: Answer): JsonObject {
  const prompt_tokens = (usage.input ?? 10) + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  const completion_tokens = usage.output ?? 5;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: usage.cacheRead ?? 0, audio_tokens: 0 },
  };
}
