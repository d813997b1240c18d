/** When the provider finds the view too long after all, it is compacted and sent again: once in a turn. */
import type { TurnState } from "./loop.ts";
import { isProviderError } from "./provider-call.ts";
import { type Answer, type RequestOptions, requestAnswer } from "./request-answer.ts";

export async function askWithRoom(state: TurnState, options: RequestOptions): Promise<Answer> {
  const injections = [...state.injections];
  try {
    return await requestAnswer(state, options);
  } catch (error) {
    if (!isProviderError(error) || error.kind !== "ContextLength" || state.hasMadeRoom) throw error;
    state.hasMadeRoom = true;
    const { provider, model } = state;
    const done = await state.input.context.compact?.({ provider, ...(model !== undefined && { model }) });
    if (!(Number(done?.level) > 0)) throw error;
    state.injections = injections;
    return requestAnswer(state, options);
  }
}
