/**
 * Makes Gemini's chunks what OpenAI's would be. Thoughts come as content with a flag, between `<thought>` tags of which the closing one
 * stands before the answer; a signature comes beside a call or, alone, behind it; thoughts are counted in the total only.
 * Sources: github.com/open-webui/computer/issues/224, github.com/THU-MAIC/OpenMAIC/issues/1556.
 */
import type { ChatCompletionChunk } from "openai/resources/chat/completions";

interface Extra {
  readonly extra_content?: {
    readonly google?: { readonly thought?: boolean; readonly thought_signature?: string };
  } | null;
}
type Delta = ChatCompletionChunk["choices"][number]["delta"] & Extra;
type CallPiece = NonNullable<Delta["tool_calls"]>[number] & Extra;

const OPENING = /^<thought>/;
const CLOSING = /^<\/thought>\n*|<\/thought>\n*$/;

export async function* readChunks(chunks: AsyncIterable<ChatCompletionChunk>): AsyncGenerator<ChatCompletionChunk> {
  let hasCalls = false;
  let isThinking = false;
  for await (const chunk of chunks) {
    const choices = chunk.choices?.map((choice) => {
      const { tool_calls, ...delta } = unwrapThought(choice.delta ?? {}, isThinking);
      if (delta.reasoning_content !== undefined || delta.content) isThinking = delta.reasoning_content !== undefined;
      const calls = tool_calls ?? (hasCalls ? loneSignature(choice.delta) : undefined);
      hasCalls ||= (calls?.length ?? 0) > 0;
      return { ...choice, delta: { ...delta, ...(calls && { tool_calls: calls.map(withSignature) }) } };
    });
    yield { ...chunk, ...(choices && { choices }), ...(chunk.usage && { usage: withThoughts(chunk.usage) }) };
  }
}

function unwrapThought(delta: Delta, wasThinking: boolean): Delta & { readonly reasoning_content?: string } {
  const { content, ...others } = delta;
  if (delta.extra_content?.google?.thought === true) {
    return { ...others, reasoning_content: (content ?? "").replace(OPENING, "").replace(CLOSING, "") };
  }
  return wasThinking && content ? { ...others, content: content.replace(CLOSING, "") } : delta;
}

/** A signature behind its call. */
function loneSignature(delta: Delta | undefined): CallPiece[] | undefined {
  const { extra_content } = delta ?? {};
  return extra_content?.google?.thought_signature === undefined ? undefined : [{ extra_content } as CallPiece];
}

function withSignature({ extra_content, ...piece }: CallPiece): CallPiece & { readonly signature?: string } {
  const signature = extra_content?.google?.thought_signature;
  return { ...piece, ...(signature !== undefined && { signature }) };
}

function withThoughts(usage: NonNullable<ChatCompletionChunk["usage"]>): NonNullable<ChatCompletionChunk["usage"]> {
  const { prompt_tokens = 0, completion_tokens = 0, total_tokens = 0 } = usage;
  return { ...usage, completion_tokens: Math.max(completion_tokens, total_tokens - prompt_tokens) };
}
