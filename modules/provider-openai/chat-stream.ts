/** Reads the chunks of one answer of the Chat Completions API, hands its blocks on while they arrive, and sums it up. */
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import type { ContentBlock, ProviderResponse, Usage } from "../../kernel/index.ts";
import { toolCallsOf } from "../../kernel/index.ts";
import { type Attempt, FailureError, type OutgoingBlock, parseToolInput } from "../lib/provider-wire/index.ts";

type Choice = ChatCompletionChunk["choices"][number];
type CallPiece = NonNullable<Choice["delta"]["tool_calls"]>[number];
/** Other servers' models tell their thoughts under one of these names. */
type Delta = Choice["delta"] & { readonly reasoning_content?: string | null; readonly reasoning?: string | null };

export async function readChatAnswer(
  chunks: AsyncIterable<ChatCompletionChunk>,
  attempt: Attempt,
  requestId: string,
): Promise<ProviderResponse> {
  const answer = new Answer(attempt, requestId);
  for await (const chunk of chunks) await answer.take(chunk);
  return answer.finish();
}

interface OpenBlock {
  readonly kind: "text" | "thinking" | number;
  readonly out: OutgoingBlock;
  readonly toBlock: (text: string) => ContentBlock;
  text: string;
}

class Answer {
  readonly #attempt: Attempt;
  readonly #requestId: string;
  readonly #open = new Map<OpenBlock["kind"], OpenBlock>();
  #model = "";
  #finish: Choice["finish_reason"] = null;
  #isRefused = false;
  #usage: ChatCompletionChunk["usage"];

  constructor(attempt: Attempt, requestId: string) {
    this.#attempt = attempt;
    this.#requestId = requestId;
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
    for (const block of [...this.#open.values()]) await this.#end(block);
    await delivery.close({ isCutOff: this.#finish === "length" || this.#finish === "content_filter" });
    const { content } = delivery;
    return { content, stop_reason: this.#stopReason(content), usage: usageOf(this.#usage), model: this.#model };
  }

  #stopReason(content: readonly ContentBlock[]): ProviderResponse["stop_reason"] {
    if (this.#isRefused || this.#finish === "content_filter") return "refusal";
    if (this.#finish === "length") return "max_tokens";
    return toolCallsOf(content).length > 0 ? "tool_use" : "end_turn";
  }

  async #add(kind: "text" | "thinking", text: string): Promise<void> {
    if (text === "") return;
    await this.#endSpoken(kind);
    const toBlock = (whole: string): ContentBlock =>
      kind === "text" ? { type: "text", text: whole } : { type: "thinking", thinking: whole };
    const block =
      this.#open.get(kind) ?? this.#start({ kind, out: this.#attempt.delivery.block(kind), toBlock, text: "" });
    block.text += text;
    await block.out.add(text);
  }

  async #addCall({ index, id, function: called }: CallPiece): Promise<void> {
    let block = this.#open.get(index);
    if (block === undefined) {
      await this.#endSpoken(index);
      block = this.#startCall(index, called?.name ?? "", id || `call_${this.#requestId}_${index}`);
    }
    block.text += called?.arguments ?? "";
    await block.out.add(called?.arguments ?? "");
  }

  #startCall(index: number, name: string, id: string): OpenBlock {
    const toBlock = (text: string): ContentBlock => ({ type: "tool_call", id, name, input: parseToolInput(text) });
    return this.#start({ kind: index, out: this.#attempt.delivery.block("tool_call", name), toBlock, text: "" });
  }

  #start(block: OpenBlock): OpenBlock {
    this.#open.set(block.kind, block);
    return block;
  }

  /** The chunks do not say where text ends: it ends where something else begins. Calls may take turns until the end. */
  async #endSpoken(next: OpenBlock["kind"]): Promise<void> {
    for (const block of [...this.#open.values()]) {
      if (block.kind !== next && typeof block.kind === "string") await this.#end(block);
    }
  }

  async #end(block: OpenBlock): Promise<void> {
    this.#open.delete(block.kind);
    await block.out.end(block.toBlock(block.text));
  }
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
