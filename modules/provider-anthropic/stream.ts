/** Reads the events of one answer, hands its blocks on while they arrive, and sums it up. */
import type {
  MessageDeltaUsage,
  RawMessageStreamEvent,
  Usage as WireUsage,
} from "@anthropic-ai/sdk/resources/messages";
import type { ProviderResponse, Usage } from "../../kernel/index.ts";
import { type Attempt, FailureError, type OutgoingBlock, parseToolInput } from "../lib/provider-wire/index.ts";

type Event<Type extends RawMessageStreamEvent["type"]> = Extract<RawMessageStreamEvent, { type: Type }>;
type StartedBlock = Event<"content_block_start">["content_block"];
type WireStop = Event<"message_delta">["delta"]["stop_reason"];

export async function readAnswer(
  events: AsyncIterable<RawMessageStreamEvent>,
  attempt: Attempt,
): Promise<ProviderResponse> {
  const answer = new Answer(attempt);
  for await (const event of events) await answer.take(event);
  return answer.finish();
}

interface OpenBlock {
  readonly started: StartedBlock;
  readonly out: OutgoingBlock;
  text: string;
  signature: string;
}

class Answer {
  readonly #attempt: Attempt;
  readonly #open = new Map<number, OpenBlock>();
  #model = "";
  #usage: Partial<WireUsage> = {};
  #stop: WireStop = null;
  #explanation: string | null = null;
  #isWhole = false;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  async take(event: RawMessageStreamEvent): Promise<void> {
    switch (event.type) {
      case "message_start":
        this.#model = event.message.model;
        this.#usage = definedOf(event.message.usage);
        return;
      case "content_block_start":
        return this.#start(event);
      case "content_block_delta":
        return this.#add(event);
      case "content_block_stop":
        return this.#end(event.index);
      case "message_delta":
        this.#usage = { ...this.#usage, ...definedOf(event.usage) };
        this.#stop = event.delta.stop_reason ?? this.#stop;
        this.#explanation = event.delta.stop_details?.explanation ?? null;
        return;
      case "message_stop":
        this.#isWhole = true;
        return;
      default:
        return;
    }
  }

  async finish(): Promise<ProviderResponse> {
    if (!this.#isWhole) throw new FailureError({ kind: "Stream", message: "The answer broke off before its end." });
    const stop_reason = stopReasonOf(this.#stop);
    for (const index of [...this.#open.keys()]) await this.#end(index);
    await this.#attempt.delivery.close({ isCutOff: stop_reason === "max_tokens" || stop_reason === "refusal" });
    if (stop_reason === "refusal") await this.#explain();
    return { content: this.#attempt.delivery.content, stop_reason, usage: usageOf(this.#usage), model: this.#model };
  }

  #start({ index, content_block: started }: Event<"content_block_start">): void {
    const out = this.#attempt.delivery.block(...kindOf(started));
    this.#open.set(index, { started, out, text: "", signature: "" });
  }

  async #add({ index, delta }: Event<"content_block_delta">): Promise<void> {
    const block = this.#open.get(index);
    if (block === undefined) return;
    if (delta.type === "signature_delta") block.signature += delta.signature;
    const text = textIn(delta);
    block.text += text;
    await block.out.add(text);
  }

  async #end(index: number): Promise<void> {
    const block = this.#open.get(index);
    this.#open.delete(index);
    if (block === undefined) return;
    const { started, out, text, signature } = block;
    if (started.type === "tool_use") {
      const { id, name } = started;
      await out.end({ type: "tool_call", id, name, input: parseToolInput(text) });
    }
    if (started.type === "redacted_thinking") await out.end({ type: "redacted_thinking", data: started.data });
    if (started.type === "thinking" && text + signature !== "") {
      await out.end({ type: "thinking", thinking: text, ...(signature !== "" && { signature }) });
    }
    if (started.type === "text" && text !== "") await out.end({ type: "text", text });
  }

  /** A refusal that comes without words gets the vendor's. */
  async #explain(): Promise<void> {
    const { delivery } = this.#attempt;
    const text = this.#explanation ?? "";
    if (text === "" || delivery.content.some((block) => block.type === "text")) return;
    const out = delivery.block("text");
    await out.add(text);
    await out.end({ type: "text", text });
  }
}

function kindOf(block: StartedBlock): ["text" | "thinking" | "tool_call", string?] {
  if (block.type === "tool_use") return ["tool_call", block.name];
  return [block.type === "text" ? "text" : "thinking"];
}

function textIn(delta: Event<"content_block_delta">["delta"]): string {
  switch (delta.type) {
    case "text_delta":
      return delta.text;
    case "thinking_delta":
      return delta.thinking;
    case "input_json_delta":
      return delta.partial_json;
    default:
      return "";
  }
}

function stopReasonOf(stop: WireStop): ProviderResponse["stop_reason"] {
  if (stop === "tool_use" || stop === "refusal") return stop;
  return stop === "max_tokens" || stop === "model_context_window_exceeded" ? "max_tokens" : "end_turn";
}

/** The vendor counts what went through its cache apart; our input is gross. */
function usageOf(usage: Partial<WireUsage>): Usage {
  const read = usage.cache_read_input_tokens ?? 0;
  const write = usage.cache_creation_input_tokens ?? 0;
  return {
    input_tokens: (usage.input_tokens ?? 0) + read + write,
    output_tokens: usage.output_tokens ?? 0,
    cache_read_tokens: read,
    cache_write_tokens: write,
  };
}

/** Other servers leave out parts of the usage, or all of it. */
function definedOf(usage: MessageDeltaUsage | WireUsage | undefined): Partial<WireUsage> {
  return Object.fromEntries(Object.entries(usage ?? {}).filter(([, value]) => value !== null));
}
