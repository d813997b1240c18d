/** Reads the events of one answer of the Responses API, hands its blocks on while they arrive, and sums it up. */
import type {
  Response,
  ResponseOutputItem,
  ResponseReasoningItem,
  ResponseStreamEvent,
} from "openai/resources/responses/responses";
import type { ContentBlock, ProviderResponse, Usage } from "../../../kernel/index.ts";
import { toolCallsOf } from "../../../kernel/index.ts";
import { type Attempt, FailureError, type OutgoingBlock, parseToolInput } from "../provider-wire/index.ts";
import { failureOfCode } from "./errors.ts";

export async function readResponsesAnswer(
  events: AsyncIterable<ResponseStreamEvent>,
  attempt: Attempt,
): Promise<ProviderResponse> {
  const answer = new Answer(attempt);
  for await (const event of events) await answer.take(event);
  return answer.finish();
}

class Answer {
  readonly #attempt: Attempt;
  readonly #open = new Map<number, OutgoingBlock>();
  #isRefused = false;
  #end: Response | undefined;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  async take(event: ResponseStreamEvent): Promise<void> {
    switch (event.type) {
      case "response.output_item.added":
        return this.#start(event.output_index, event.item);
      case "response.output_text.delta":
      case "response.function_call_arguments.delta":
      case "response.reasoning_summary_text.delta":
      case "response.reasoning_text.delta":
        return this.#open.get(event.output_index)?.add(event.delta);
      case "response.refusal.delta":
        this.#isRefused = true;
        return this.#open.get(event.output_index)?.add(event.delta);
      case "response.reasoning_summary_part.added":
        return event.summary_index > 0 ? this.#open.get(event.output_index)?.add("\n\n") : undefined;
      case "response.output_item.done":
        return this.#finishItem(event.output_index, event.item);
      case "response.completed":
      case "response.incomplete":
        this.#end = event.response;
        return;
      case "response.failed":
        throw new FailureError(failureOfCode(event.response.error?.code, event.response.error?.message));
      case "error":
        throw new FailureError(failureOfCode(event.code, event.message));
      default:
        return;
    }
  }

  async finish(): Promise<ProviderResponse> {
    const end = this.#end;
    if (end === undefined) throw new FailureError({ kind: "Stream", message: "The answer broke off before its end." });
    const { delivery } = this.#attempt;
    // What was cut off, or is told at the end only, has had no end of its own.
    for (const index of [...this.#open.keys()]) {
      const item = end.output?.[index];
      if (item !== undefined) await this.#finishItem(index, item);
    }
    const reason = end.status === "incomplete" ? end.incomplete_details?.reason : undefined;
    await delivery.close({ isCutOff: end.status === "incomplete" });
    const { content } = delivery;
    return { content, stop_reason: this.#stopReason(reason, content), usage: usageOf(end), model: end.model };
  }

  #stopReason(reason: string | undefined, content: readonly ContentBlock[]): ProviderResponse["stop_reason"] {
    if (this.#isRefused || reason === "content_filter") return "refusal";
    if (reason !== undefined) return "max_tokens";
    return toolCallsOf(content).length > 0 ? "tool_use" : "end_turn";
  }

  #start(index: number, item: ResponseOutputItem): void {
    const { delivery } = this.#attempt;
    if (item.type === "message") this.#open.set(index, delivery.block("text"));
    if (item.type === "reasoning") this.#open.set(index, delivery.block("thinking"));
    if (item.type === "function_call") this.#open.set(index, delivery.block("tool_call", item.name));
  }

  async #finishItem(index: number, item: ResponseOutputItem): Promise<void> {
    const block = blockOf(item);
    const out = this.#open.get(index);
    this.#open.delete(index);
    if (block !== undefined) await out?.end(block);
  }
}

function blockOf(item: ResponseOutputItem): ContentBlock | undefined {
  if (item.type === "function_call") {
    return { type: "tool_call", id: item.call_id, name: item.name, input: parseToolInput(item.arguments) };
  }
  if (item.type === "reasoning") return thoughtOf(item);
  if (item.type !== "message") return undefined;
  const text = item.content.map((part) => (part.type === "refusal" ? part.refusal : part.text)).join("");
  return text === "" ? undefined : { type: "text", text };
}

function thoughtOf({ id, summary, content = [], encrypted_content }: ResponseReasoningItem): ContentBlock | undefined {
  if (summary.length + content.length === 0 && !encrypted_content) return undefined;
  return { type: "reasoning", id, summary, content, ...(encrypted_content && { encrypted_content }) };
}

/** Other servers leave out parts of the usage, or all of it. */
function usageOf({ usage }: Response): Usage {
  const { cached_tokens, cache_write_tokens }: Partial<Record<string, number>> = { ...usage?.input_tokens_details };
  return {
    input_tokens: usage?.input_tokens ?? 0,
    output_tokens: usage?.output_tokens ?? 0,
    cache_read_tokens: cached_tokens ?? 0,
    cache_write_tokens: cache_write_tokens ?? 0,
  };
}
