/** Where a provider fails, another one may answer: the rules of a loop's config say which, and after which failures. */
import type { ProviderError } from "../../../kernel/index.ts";
import { askWithRoom } from "./ask-with-room.ts";
import type { FallbackRule } from "./fallback-rules.ts";
import type { TurnState } from "./loop.ts";
import { isProviderError } from "./provider-call.ts";
import type { Answer, RequestOptions } from "./request-answer.ts";

/** Emitted before another provider is asked. */
export const FALLBACK_EVENT = "provider:fallback";

/** An answer of which something was seen is never asked for again: its failure is the turn's. */
export async function askWithFallback(state: TurnState, options: RequestOptions): Promise<Answer> {
  for (;;) {
    const injections = [...state.injections];
    try {
      return await askWithRoom(state, options);
    } catch (error) {
      const rule = isProviderError(error) && !state.wasSeen ? takeRule(state, error) : undefined;
      if (rule === undefined) throw error;
      await fallBack(state, rule, error as ProviderError);
      state.injections = injections;
    }
  }
}

function takeRule(state: TurnState, { kind }: ProviderError): FallbackRule | undefined {
  const { providers } = state.input;
  const fits = (rule: FallbackRule): boolean =>
    rule.on.includes(kind) && providers.has(rule.provider) && providers.get(rule.provider) !== state.provider;
  const at = state.fallbacks.findIndex(fits);
  const rule = state.fallbacks[at];
  if (rule !== undefined) state.fallbacks = state.fallbacks.slice(at + 1);
  return rule;
}

async function fallBack(state: TurnState, rule: FallbackRule, { kind, message }: ProviderError): Promise<void> {
  const { coordinator, providers } = state.input;
  const { provider: to_provider, model: to_model } = rule;
  await coordinator.emitCustom(FALLBACK_EVENT, {
    provider: state.provider.name,
    ...(state.model !== undefined && { model: state.model }),
    to_provider,
    ...(to_model !== undefined && { to_model }),
    error: { kind, message },
  });
  state.provider = providers.get(to_provider) ?? state.provider;
  state.model = to_model;
}
