/** Reads the chunks of one answer of the Chat Completions API, hands its blocks on while they arrive, and sums it up. */
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import type { ContentBlock, ProviderResponse, Usage } from "../../../kernel/index.ts";
import { toolCallsOf } from "../../../kernel/index.ts";
import {
  type Attempt,
  FailureError,
  isWholeInput,
  type OutgoingBlock,
  parseToolInput,
  type VendorRequest,
} from "../provider-wire/index.ts";

type Choice = ChatCompletionChunk["choices"][number];
/** Other servers leave out the index or the id. A signature is what a `readChunks` puts there. */
type CallPiece = Partial<NonNullable<Choice["delta"]["tool_calls"]>[number]> & { readonly signature?: string };
/** Other servers' models tell their thoughts under one of these names. */
type Delta = Choice["delta"] & { readonly reasoning_content?: string | null; readonly reasoning?: string | null };

export async function readChatAnswer(
  chunks: AsyncIterable<ChatCompletionChunk>,
  attempt: Attempt,
  request: VendorRequest,
): Promise<ProviderResponse> {
  const answer = new Answer(attempt, request);
  for await (const chunk of chunks) await answer.take(chunk);
  return answer.finish();
}

interface OpenBlock {
  readonly out: OutgoingBlock;
  text: string;
}
interface SpokenBlock extends OpenBlock {
  readonly type: "text" | "thinking";
}
interface OpenCall extends OpenBlock {
  readonly index: number | undefined;
  /** The vendor's; some give none. */
  readonly id: string | undefined;
  readonly name: string;
  signature: string | undefined;
}

class Answer {
  readonly #attempt: Attempt;
  readonly #request: VendorRequest;
  readonly #calls: OpenCall[] = [];
  #spoken: SpokenBlock | undefined;
  #model = "";
  #finish: Choice["finish_reason"] = null;
  #isRefused = false;
  #usage: ChatCompletionChunk["usage"];

  constructor(attempt: Attempt, request: VendorRequest) {
    this.#attempt = attempt;
    this.#request = request;
  }

  async take(chunk: ChatCompletionChunk): Promise<void> {
    this.#model = chunk.model || this.#model;
    this.#usage = chunk.usage ?? this.#usage;
    const [choice] = chunk.choices ?? [];
    if (choice === undefined) return;
    const delta: Delta = choice.delta ?? {};
    if (delta.refusal) this.#isRefused = true;
    await this.#add("thinking", delta.reasoning_content ?? delta.reasoning ?? "");
    await this.#add("text", (delta.content ?? "") + (delta.refusal ?? ""));
    for (const piece of delta.tool_calls ?? []) await this.#addCall(piece);
    this.#finish = choice.finish_reason ?? this.#finish;
  }

  async finish(): Promise<ProviderResponse> {
    if (this.#finish === null) {
      throw new FailureError({ kind: "Stream", message: "The answer broke off before its end." });
    }
    const { delivery } = this.#attempt;
    await this.#endSpoken();
    for (const [place, call] of this.#calls.entries()) await call.out.end(this.#toBlock(call, place));
    await delivery.close({ isCutOff: this.#finish === "length" || this.#finish === "content_filter" });
    const { content } = delivery;
    const model = this.#model || this.#request.model;
    return { content, stop_reason: this.#stopReason(content), usage: usageOf(this.#usage), model };
  }

  #stopReason(content: readonly ContentBlock[]): ProviderResponse["stop_reason"] {
    if (this.#isRefused || this.#finish === "content_filter") return "refusal";
    if (this.#finish === "length") return "max_tokens";
    return toolCallsOf(content).length > 0 ? "tool_use" : "end_turn";
  }

  async #add(type: SpokenBlock["type"], text: string): Promise<void> {
    if (text === "") return;
    if (this.#spoken?.type !== type) await this.#endSpoken();
    this.#spoken ??= { type, out: this.#attempt.delivery.block(type), text: "" };
    this.#spoken.text += text;
    await this.#spoken.out.add(text);
  }

  /** The chunks do not say where text ends: it ends where something else begins. Calls may take turns until the end. */
  async #endSpoken(): Promise<void> {
    const { type, out, text = "" } = this.#spoken ?? {};
    this.#spoken = undefined;
    await out?.end(type === "text" ? { type, text } : { type: "thinking", thinking: text });
  }

  async #addCall(piece: CallPiece): Promise<void> {
    const text = piece.function?.arguments ?? "";
    const open = this.#calls.findLast((call) => isOf(call, piece));
    if (open === undefined) await this.#endSpoken();
    const call = open ?? this.#startCall(piece);
    call.text += text;
    call.signature ??= piece.signature;
    await call.out.add(text);
  }

  #startCall({ index, id, function: called }: CallPiece): OpenCall {
    const name = called?.name ?? "";
    const out = this.#attempt.delivery.block("tool_call", name);
    const call = { index, id: id || undefined, name, out, text: "", signature: undefined };
    this.#calls.push(call);
    return call;
  }

  #toBlock({ id, name, text, signature }: OpenCall, place: number): ContentBlock {
    const input = parseToolInput(text);
    const made = `call_${this.#request.request_id}_${place}`;
    return { type: "tool_call", id: id ?? made, name, input, ...(signature !== undefined && { signature }) };
  }
}

/**
 * Whether the piece goes on with the call. OpenAI numbers its calls; Gemini gives ids without numbers, and Ollama the number 0 to
 * all (github.com/ollama/ollama/issues/15457), at times without an id: then one that has a name begins where a whole input ends.
 */
function isOf(call: OpenCall, { index, id, function: called }: CallPiece): boolean {
  if (index !== undefined && call.index !== index) return false;
  if (id && call.id !== undefined) return call.id === id;
  return !called?.name || (index !== undefined && !isWholeInput(call.text));
}

/** Other servers leave out parts of the usage, or all of it. */
function usageOf(usage: ChatCompletionChunk["usage"]): Usage {
  return {
    input_tokens: usage?.prompt_tokens ?? 0,
    output_tokens: usage?.completion_tokens ?? 0,
    cache_read_tokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
    cache_write_tokens: 0,
  };
}
