/**
 * Turns the parts of one answer into events while they come, and keeps the text so that an answer that breaks off is not lost.
 * Each emit is awaited: a client that reads slowly slows the provider.
 */
import type { BlockType, ContentBlock, StreamPart, TextBlock } from "../../../kernel/index.ts";
import { type TurnState, tell } from "./loop.ts";

interface OpenBlock {
  readonly type: BlockType;
  text: string;
  sequence: number;
  isOpen: boolean;
}

export class AnswerStream {
  readonly #state: TurnState;
  readonly #requestId: string;
  readonly #blocks = new Map<number, OpenBlock>();
  readonly #isQuiet: boolean;
  #isClosed: boolean;

  /** @param isQuiet nothing of the answer becomes an event */
  constructor(state: TurnState, requestId: string, isQuiet: boolean) {
    this.#state = state;
    this.#requestId = requestId;
    this.#isQuiet = isQuiet;
    this.#isClosed = isQuiet;
  }

  /** For `CompleteOptions.onPart`. Parts that come after the answer was given up are dropped. */
  readonly onPart = async (part: StreamPart): Promise<void> => {
    if (this.#isClosed) return;
    if (part.type === "start") await this.#start(part.block_index, part.block_type, part.name);
    else if (part.type === "delta") await this.#delta(part);
    else await this.#end(part.block_index, part.block);
  };

  get hasBegun(): boolean {
    return this.#blocks.size > 0;
  }

  /** A provider that does not stream: each block comes in one piece. */
  async replay(content: readonly ContentBlock[]): Promise<void> {
    if (this.#isQuiet || this.#blocks.size > 0) return;
    for (const [block_index, block] of content.entries()) {
      const block_type = typeOf(block);
      const text = block.type === "text" ? block.text : block.type === "thinking" ? block.thinking : "";
      await this.#start(block_index, block_type, block.type === "tool_call" ? block.name : undefined);
      await this.#delta({ block_index, block_type, text });
      await this.#end(block_index, block);
    }
  }

  /** The answer broke off: ends the blocks of text that are open, and answers the text that has come. */
  async interrupt(): Promise<readonly TextBlock[]> {
    this.#isClosed = true;
    for (const [block_index, block] of this.#blocks) {
      if (!block.isOpen || block.type === "tool_call") continue;
      const partial = block.type === "text" ? { text: block.text } : { thinking: block.text };
      const whole = { type: block.type, ...partial };
      await tell(this.#state, "content_block:end", { ...this.#name(block_index, block.type), block: whole });
    }
    const texts = [...this.#blocks.values()].filter((block) => block.type === "text" && block.text.trim() !== "");
    return texts.map(({ text }) => ({ type: "text", text }));
  }

  async #start(index: number, type: BlockType, name: string | undefined): Promise<OpenBlock> {
    const block: OpenBlock = { type, text: "", sequence: 0, isOpen: true };
    this.#blocks.set(index, block);
    const named = name === undefined ? {} : { name };
    await tell(this.#state, "content_block:start", { ...this.#name(index, type), ...named });
    return block;
  }

  async #delta(part: {
    readonly block_index: number;
    readonly block_type: BlockType;
    readonly text: string;
  }): Promise<void> {
    const { block_index, block_type, text: delta } = part;
    if (delta === "") return;
    const { loop, input } = this.#state;
    const { hooks } = input.coordinator;
    const block = this.#blocks.get(block_index) ?? (await this.#start(block_index, block_type, undefined));
    block.text += delta;
    const sequence = block.sequence++;
    await hooks.emit("content_block:delta", { ...this.#name(block_index, block.type), sequence, delta });
    if (block.type === "thinking") {
      await hooks.emit("thinking:delta", { request_id: this.#requestId, block_index, delta });
    }
    if (block.type === "text") await loop.afterTextDelta?.();
  }

  async #end(block_index: number, whole: ContentBlock): Promise<void> {
    const block = this.#blocks.get(block_index) ?? (await this.#start(block_index, typeOf(whole), undefined));
    block.isOpen = false;
    if (whole.type === "text") block.text = whole.text;
    await tell(this.#state, "content_block:end", { ...this.#name(block_index, block.type), block: { ...whole } });
    const thinking = whole.type === "thinking" ? whole.thinking : block.text;
    if (block.type === "thinking" && thinking !== "") {
      await tell(this.#state, "thinking:final", { request_id: this.#requestId, block_index, thinking });
    }
  }

  #name(
    block_index: number,
    block_type: BlockType,
  ): { request_id: string; block_index: number; block_type: BlockType } {
    return { request_id: this.#requestId, block_index, block_type };
  }
}

function typeOf(block: ContentBlock): BlockType {
  return block.type === "text" || block.type === "tool_call" ? block.type : "thinking";
}
