/** A time limit beside a signal. Node 20's garbage collector takes a time-out that only `AbortSignal.any` knows, and then it never comes. */

/** Aborts as the signal does, or with a `TimeoutError` when the time is up, whichever is first. */
export function withTimeLimit(signal: AbortSignal, ms: number): AbortSignal {
  const limit = AbortSignal.timeout(ms);
  // What somebody listens to is kept.
  limit.addEventListener("abort", () => {});
  return AbortSignal.any([signal, limit]);
}
