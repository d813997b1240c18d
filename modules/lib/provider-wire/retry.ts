/** When a failed request is tried again, and after how long. Pure: the caller waits. */

import { PROVIDER_ERROR_KINDS } from "../../../kernel/index.ts";
import type { Failure } from "./failure.ts";

const MIN_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
const JITTER = 0.2;
/** An overloaded vendor gets this many times the patience. */
const OVERLOAD_FACTOR = 2;

export interface RetryState {
  /** The attempts that have failed, this one included. */
  readonly failedAttempts: number;
  readonly maxRetries: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Milliseconds to wait before the next attempt; undefined: there is none. */
export function delayBeforeRetry(failure: Failure, state: RetryState): number | undefined {
  const allowed = failure.isOverload === true ? state.maxRetries * OVERLOAD_FACTOR : state.maxRetries;
  if (!PROVIDER_ERROR_KINDS[failure.kind] || state.failedAttempts > allowed) return undefined;
  const asked = (failure.retryAfter ?? 0) * 1000;
  if (asked > MAX_DELAY_MS) return undefined;
  const grown = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (state.failedAttempts - 1));
  const spread = 1 + JITTER * (2 * state.random() - 1);
  return Math.round(Math.max(asked, Math.min(MAX_DELAY_MS, grown * spread)));
}
