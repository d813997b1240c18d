/** Plays an answer as a model would stream it: start, pieces, end for each block, at the answer's pace, until the signal aborts. */
import type { Clock, CompleteOptions, ContentBlock, StreamPart } from "../../kernel/index.ts";
import { ProviderError } from "../../kernel/index.ts";
import { untilAborted } from "../lib/provider-wire/index.ts";
import type { Answer } from "./answer.ts";

export interface Stage extends CompleteOptions {
  readonly clock: Clock;
  readonly chunkChars: number;
  readonly model: string;
}

/** @throws ProviderError of kind `Abort` */
export async function play(answer: Answer, stage: Stage): Promise<void> {
  try {
    await untilAborted(stage.signal, () => playParts(answer, stage));
  } catch (error) {
    if (!stage.signal.aborted) throw error;
    throw new ProviderError("Abort", "The request was cancelled.", { provider: "mock", model: stage.model });
  }
}

async function playParts(answer: Answer, stage: Stage): Promise<void> {
  const texts = answer.content.map((block) => describe(block).text);
  const pieces = texts.reduce((count, text) => count + countOf(chunks(text, stage.chunkChars)), 0);
  const pauseMs = answer.delayMs / Math.max(1, pieces);
  if (pieces === 0) await pause(pauseMs, stage);
  for (const [index, block] of answer.content.entries()) {
    for (const part of partsOf(block, index, stage.chunkChars)) {
      if (part.type === "delta") await pause(pauseMs, stage);
      await untilAborted(stage.signal, () => stage.onPart(part));
    }
  }
}

/** One after another: a long text in small pieces is never in memory piece by piece. */
function* partsOf(block: ContentBlock, block_index: number, chunkChars: number): Generator<StreamPart> {
  const { block_type, text, name } = describe(block);
  yield { type: "start", block_index, block_type, ...(name !== undefined && { name }) };
  for (const piece of chunks(text, chunkChars)) yield { type: "delta", block_index, block_type, text: piece };
  yield { type: "end", block_index, block };
}

function describe(block: ContentBlock): { block_type: "text" | "thinking" | "tool_call"; text: string; name?: string } {
  if (block.type === "thinking") return { block_type: "thinking", text: block.thinking };
  if (block.type === "tool_call")
    return { block_type: "tool_call", text: JSON.stringify(block.input), name: block.name };
  return { block_type: "text", text: block.type === "text" ? block.text : "" };
}

/** Whole characters, so that no piece ends in half a surrogate pair. */
function* chunks(text: string, size: number): Generator<string> {
  let piece = "";
  let length = 0;
  for (const character of text) {
    piece += character;
    length += 1;
    if (length < size) continue;
    yield piece;
    piece = "";
    length = 0;
  }
  if (piece !== "") yield piece;
}

function countOf(pieces: Iterable<string>): number {
  let count = 0;
  for (const _ of pieces) count += 1;
  return count;
}

async function pause(ms: number, { clock, signal }: Stage): Promise<void> {
  if (ms === 0) return;
  let undo = (): void => {};
  const over = (): Promise<void> =>
    new Promise((resolve) => {
      undo = clock.after(ms, resolve);
    });
  await untilAborted(signal, over).finally(() => undo());
}
