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
  const parts = answer.content.flatMap((block, index) => partsOf(block, index, stage.chunkChars));
  const pieces = parts.filter((part) => part.type === "delta").length;
  const pauseMs = answer.delayMs / Math.max(1, pieces);
  if (pieces === 0) await pause(pauseMs, stage);
  for (const part of parts) {
    if (part.type === "delta") await pause(pauseMs, stage);
    await untilAborted(stage.signal, () => stage.onPart(part));
  }
}

function partsOf(block: ContentBlock, block_index: number, chunkChars: number): StreamPart[] {
  const { block_type, text, name } = describe(block);
  const deltas = chunks(text, chunkChars).map(
    (piece) => ({ type: "delta", block_index, block_type, text: piece }) as const,
  );
  return [
    { type: "start", block_index, block_type, ...(name !== undefined && { name }) },
    ...deltas,
    { type: "end", block_index, block },
  ];
}

function describe(block: ContentBlock): { block_type: "text" | "thinking" | "tool_call"; text: string; name?: string } {
  if (block.type === "thinking") return { block_type: "thinking", text: block.thinking };
  if (block.type === "tool_call")
    return { block_type: "tool_call", text: JSON.stringify(block.input), name: block.name };
  return { block_type: "text", text: block.type === "text" ? block.text : "" };
}

/** Whole characters, so that no piece ends in half a surrogate pair. */
function chunks(text: string, size: number): string[] {
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, index) => characters.slice(index * size, (index + 1) * size).join(""));
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
