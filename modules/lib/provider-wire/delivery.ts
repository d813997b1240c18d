/**
 * Hands the blocks of an answer on while they arrive. A block is announced with its first text, so that an empty one is never
 * seen, and nothing is sent before the caller has taken what came before. The last tool call waits for the answer's end: one that
 * the vendor stopped in the middle of is not part of the answer.
 */
import type { BlockType, ContentBlock, StreamPart } from "../../../kernel/index.ts";

export interface OutgoingBlock {
  /** Empty text is not sent. */
  add(text: string): Promise<void>;
  end(block: ContentBlock): Promise<void>;
}

interface EndedBlock {
  readonly block_index: number;
  readonly block: ContentBlock;
}

export class Delivery {
  readonly #send: (part: StreamPart) => Promise<void>;
  readonly #ended: EndedBlock[] = [];
  #begun = 0;
  #heldCall: EndedBlock | undefined;

  constructor(send: (part: StreamPart) => Promise<void>) {
    this.#send = send;
  }

  /** Whether the caller has seen anything: if so, the request must not be sent again. */
  get hasBegun(): boolean {
    return this.#begun > 0;
  }

  /** The blocks that are whole, in the order in which they began. */
  get content(): readonly ContentBlock[] {
    return this.#ended.toSorted((a, b) => a.block_index - b.block_index).map(({ block }) => block);
  }

  block(block_type: BlockType, name?: string): OutgoingBlock {
    let index: number | undefined;
    const begin = async (): Promise<number> => {
      if (index !== undefined) return index;
      await this.#releaseCall();
      index = this.#begun++;
      await this.#send({ type: "start", block_index: index, block_type, ...(name !== undefined && { name }) });
      return index;
    };
    return {
      add: async (text) => {
        if (text !== "") await this.#send({ type: "delta", block_index: await begin(), block_type, text });
      },
      end: async (block) => {
        const ended = { block_index: await begin(), block };
        await this.#releaseCall();
        if (block.type === "tool_call") this.#heldCall = ended;
        else await this.#end(ended);
      },
    };
  }

  /** The answer is over. Where it was cut off, whoever saw its last call begin sees it end, and that is all. */
  async close(end: { readonly isCutOff: boolean }): Promise<void> {
    const call = this.#heldCall;
    if (end.isCutOff && call !== undefined) {
      this.#heldCall = undefined;
      await this.#send({ type: "end", ...call });
    }
    await this.#releaseCall();
  }

  async #releaseCall(): Promise<void> {
    const call = this.#heldCall;
    this.#heldCall = undefined;
    if (call !== undefined) await this.#end(call);
  }

  async #end(ended: EndedBlock): Promise<void> {
    this.#ended.push(ended);
    await this.#send({ type: "end", ...ended });
  }
}
