/** Writes an answer into the history. */
import type { ContentBlock, JsonObject, ProviderResponse, ToolCallBlock } from "../../../kernel/index.ts";
import { remember, type TurnState } from "./loop.ts";

export interface Answered {
  readonly response: ProviderResponse;
  readonly requestId: string;
}

/** Adds the answer to the history, with the calls that will get a result and no others. Answers those calls. */
export async function recordAnswer(
  state: TurnState,
  { response, requestId }: Answered,
  mayCall: boolean,
): Promise<readonly ToolCallBlock[]> {
  const calls = mayCall && response.stop_reason !== "refusal" ? state.provider.parseToolCalls(response) : [];
  const said = response.content.filter((block) => block.type !== "tool_call");
  const content: ContentBlock[] = calls.length > 0 ? withCalls(response, calls) : said;
  await remember(state, { role: "assistant", content, metadata: answerMetadata(state, requestId, response.model) });
  return calls;
}

/** What an answer's message says of where it came from: the vendor's id, for thoughts that only their own vendor may see again. */
export function answerMetadata(state: TurnState, requestId: string, model: string | undefined): JsonObject {
  return { provider: state.provider.getInfo().id, ...(model !== undefined && { model }), request_id: requestId };
}

/** A provider may find calls that are no blocks of the answer; the history needs them as blocks. */
function withCalls(response: ProviderResponse, calls: readonly ToolCallBlock[]): ContentBlock[] {
  const ids = new Set(calls.map((call) => call.id));
  const known = response.content.filter((block) => block.type !== "tool_call" || ids.has(block.id));
  const shown = new Set(known.map((block) => (block.type === "tool_call" ? block.id : undefined)));
  return [...known, ...calls.filter((call) => !shown.has(call.id))];
}
