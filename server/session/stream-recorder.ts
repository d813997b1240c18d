/**
 * Journals answers and tool output while they stream, in chunks, so that what a client saw survives a crash. What belongs to a
 * message that is whole by now is never written.
 */
import type { JsonObject, Message, Observation } from "../../kernel/index.ts";
import type { JournalRecord } from "../store/journal-records.ts";

export interface RecorderOptions {
  readonly append: (record: JournalRecord) => Promise<void>;
  readonly turn: () => number;
  readonly report: (line: string) => void;
}

interface Chunk {
  /** What ends the need for it: the request whose message is whole, or the call whose result is there. */
  readonly owner: string;
  text: string;
  readonly toRecord: (text: string) => JournalRecord;
}

/** Well under the 500 ms in which streamed text must be in the journal. */
const FLUSH_AFTER_MS = 200;
const FLUSH_OVER_CHARS = 64 * 1024;
/** Of one call's output; a result that comes keeps its own limits. */
const MAX_OUTPUT_CHARS = 256 * 1024;

export class StreamRecorder {
  readonly #options: RecorderOptions;
  readonly #chunks = new Map<string, Chunk>();
  #timer: NodeJS.Timeout | undefined;
  readonly #outputChars = new Map<string, number>();
  #chars = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  observe({ event, data }: Observation): void {
    if (event === "content_block:delta") this.#add(`${data.request_id} ${data.block_index}`, data, this.#partial(data));
    if (event === "tool:output" && this.#hasRoom(data)) this.#add(`${data.tool_call_id}`, data, this.#output(data));
  }

  /** A message is about to be journalled: what was streamed of it is not needed any more. */
  supersede(message: Message): void {
    const owner = message.role === "tool" ? message.tool_call_id : message.metadata?.request_id;
    for (const [key, chunk] of this.#chunks) if (chunk.owner === owner) this.#chunks.delete(key);
  }

  /** Forgets what was not written, at the end of a turn. */
  reset(): void {
    this.#outputChars.clear();
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#chunks.clear();
    this.#chars = 0;
  }

  #hasRoom(data: JsonObject): boolean {
    const id = String(data.tool_call_id);
    const chars = (this.#outputChars.get(id) ?? 0) + String(data.text).length;
    this.#outputChars.set(id, chars);
    return chars <= MAX_OUTPUT_CHARS;
  }

  #add(key: string, data: JsonObject, fresh: Omit<Chunk, "text">): void {
    const text = String(data.delta ?? data.text);
    const chunk = this.#chunks.get(key) ?? { ...fresh, text: "" };
    chunk.text += text;
    this.#chunks.set(key, chunk);
    this.#chars += text.length;
    if (this.#chars > FLUSH_OVER_CHARS) void this.#flush();
    else this.#timer ??= setTimeout(() => void this.#flush(), FLUSH_AFTER_MS);
  }

  #partial(data: JsonObject): Omit<Chunk, "text"> {
    const { request_id, block_index, block_type } = data as {
      request_id: string;
      block_index: number;
      block_type: string;
    };
    const turn = this.#options.turn();
    return {
      owner: request_id,
      toRecord: (text) => ({ type: "partial", turn, request_id, block_index, block_type, text }),
    };
  }

  #output(data: JsonObject): Omit<Chunk, "text"> {
    const { tool_call_id } = data as { tool_call_id: string };
    const turn = this.#options.turn();
    return { owner: tool_call_id, toRecord: (text) => ({ type: "output", turn, tool_call_id, text }) };
  }

  async #flush(): Promise<void> {
    const records = [...this.#chunks.values()].map((chunk) => chunk.toRecord(chunk.text));
    this.#clear();
    try {
      for (const record of records) await this.#options.append(record);
    } catch (error) {
      // The turn goes on: its messages are journalled by themselves, and those must not fail silently.
      this.#options.report(`streamed text could not be journalled: ${error instanceof Error ? error.message : error}`);
    }
  }
}
