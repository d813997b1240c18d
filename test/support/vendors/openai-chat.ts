/** An answer as the chunks of a Chat Completions stream, in OpenAI's form or with what another server makes of it. */
import type { JsonObject } from "../../../kernel/index.ts";
import { type Answer, inputPieces, piecesOf, type RecordedRequest, type ScriptedBlock, stopOf } from "./script.ts";
import { sse } from "./server.ts";

type Call = Extract<ScriptedBlock, { tool: string }>;

/** What differs between servers. Each list is of deltas, one a chunk. */
export interface ChatForm {
  /** What comes before the answer. */
  opening(base: JsonObject): readonly JsonObject[];
  thinking(pieces: readonly string[]): JsonObject[];
  text(pieces: readonly string[], afterThought: boolean): JsonObject[];
  call(block: Call, place: { readonly index: number; readonly id: string }): JsonObject[];
  /** The reason that an answer with calls ends for. */
  readonly callsReason: string;
  usage(answer: Answer): JsonObject;
  /** The error event of a stream that failed. */
  error(code: string, message: string | undefined): JsonObject;
}

export const OPENAI_FORM: ChatForm = {
  opening: (base) => [
    { ...base, choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }], usage: null },
  ],
  thinking: (pieces) => pieces.map((piece) => ({ reasoning_content: piece })),
  text: (pieces) => pieces.map((piece) => ({ content: piece })),
  call: renderCall,
  callsReason: "tool_calls",
  usage: usageOf,
  error: (word, message) => {
    const code = word === "overloaded" ? "server_is_overloaded" : word;
    return { error: { message: message ?? code, code } };
  },
};

export function* renderChatAnswer(answer: Answer, request: RecordedRequest, form = OPENAI_FORM): Iterable<string> {
  const { after = "finish" } = answer;
  const base = {
    id: `chatcmpl-${request.index}`,
    object: "chat.completion.chunk",
    created: 1_783_000_000,
    model: answer.model ?? request.body.model,
  };
  const chunk = (delta: JsonObject, finish_reason: string | null = null): string =>
    sse({ ...base, choices: [{ index: 0, delta, finish_reason }], usage: null });
  for (const opening of form.opening(base)) yield sse(opening);
  let calls = 0;
  let wasThought = false;
  for (const [index, block] of answer.blocks.entries()) {
    if ("tool" in block) {
      const place = { index: calls++, id: `${request.index}_${index}` };
      yield* form.call(block, place).map((delta) => chunk(delta));
    } else yield* renderSpoken(block, form, wasThought).map((delta) => chunk(delta));
    wasThought = "thinking" in block;
  }
  if (typeof after === "object") yield sse(form.error(after.error, after.message));
  if (after !== "finish") return;
  const reasons = { end_turn: "stop", tool_use: form.callsReason, max_tokens: "length", refusal: "stop" };
  const stop = stopOf(answer);
  yield chunk({}, stop === "content_filter" ? stop : reasons[stop]);
  yield sse({ ...base, choices: [], usage: form.usage(answer) });
  yield sse("[DONE]");
}

function renderSpoken(block: Exclude<ScriptedBlock, Call>, form: ChatForm, afterThought: boolean): JsonObject[] {
  if ("thinking" in block) return form.thinking(piecesOf(block.thinking));
  if ("refusal" in block) return piecesOf(block.refusal).map((piece) => ({ refusal: piece }));
  return "text" in block ? form.text(piecesOf(block.text), afterThought) : [];
}

function renderCall(block: Call, { index, id }: { readonly index: number; readonly id: string }): JsonObject[] {
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
