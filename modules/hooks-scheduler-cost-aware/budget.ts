/** The limits, and which of them is reached. */
import type { Config } from "./config.ts";
import type { Ledger } from "./ledger.ts";

export type Scope = "turn" | "session";

export interface Limit {
  readonly scope: Scope;
  readonly measure: "cost" | "tokens";
  readonly limit: number;
}

export interface ReachedLimit extends Limit {
  readonly spent: number;
  /** The session whose limit it is: this one, or one that it works for. */
  readonly owner_id: string;
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

/** Those of the session's own limits of which the part is spent. */
export function reachedLimits(ledger: Ledger, part = 1): ReachedLimit[] {
  return ledger.limits
    .map((limit) => ({ ...limit, spent: ledger.spent(limit.scope)[limit.measure], owner_id: ledger.sessionId }))
    .filter(({ spent, limit }) => spent >= limit * part);
}

/** The first limit that is reached, of the session or of one that it works for. */
export function firstReached(ledger: Ledger): ReachedLimit | undefined {
  const [own] = reachedLimits(ledger);
  return own ?? (ledger.parent === undefined ? undefined : firstReached(ledger.parent));
}

export function describe({ scope, measure, spent, limit, owner_id }: ReachedLimit, sessionId: string): string {
  const amount = (value: number): string => (measure === "cost" ? `$${value.toFixed(4)}` : `${value} tokens`);
  const owner = owner_id === sessionId ? `this ${scope}` : `the ${scope} that it is part of`;
  return `${amount(spent)} of the ${amount(limit)} that ${owner} may ${measure === "cost" ? "cost" : "use"}`;
}

/** The key of the config that would have to be raised. */
export function keyOf({ scope, measure }: Limit): string {
  return scope === "turn" ? `max_turn_${measure}` : `max_${measure}`;
}
