/** The limits, and which of them is reached. */
import type { Config } from "./config.ts";
import type { Ledger, Scope } from "./ledger.ts";

export interface Limit {
  readonly scope: Scope;
  readonly measure: "cost" | "tokens";
  readonly limit: number;
}

export interface ReachedLimit extends Limit {
  readonly spent: number;
}

export function limitsOf(config: Config): readonly Limit[] {
  const all = [
    { scope: "session", measure: "cost", limit: config.max_cost },
    { scope: "session", measure: "tokens", limit: config.max_tokens },
    { scope: "turn", measure: "cost", limit: config.max_turn_cost },
    { scope: "turn", measure: "tokens", limit: config.max_turn_tokens },
  ] as const;
  return all.flatMap((one) => (one.limit === null ? [] : [{ ...one, limit: one.limit }]));
}

/** Those of which the part is spent. */
export function reachedLimits(limits: readonly Limit[], ledger: Ledger, part = 1): ReachedLimit[] {
  return limits
    .map((limit) => ({ ...limit, spent: ledger.spent(limit.scope)[limit.measure] }))
    .filter(({ spent, limit }) => spent >= limit * part);
}

export function describe({ scope, measure, spent, limit }: ReachedLimit): string {
  const amount = (value: number): string => (measure === "cost" ? `$${value.toFixed(4)}` : `${value} tokens`);
  return `${amount(spent)} of the ${amount(limit)} that this ${scope} may ${measure === "cost" ? "cost" : "use"}`;
}

/** The key of the config that would have to be raised. */
export function keyOf({ scope, measure }: Limit): string {
  return scope === "turn" ? `max_turn_${measure}` : `max_${measure}`;
}
