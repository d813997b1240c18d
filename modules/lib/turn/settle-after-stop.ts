/** Bounds the wait for a provider that was told to stop. */
import type { Clock } from "../../../kernel/index.ts";

/** How long a provider has to end its stream after the signal aborts; then it is left behind. */
const STOP_GRACE_MS = 1000;

/** Settles as the run does; once the signal aborts, a run that does not settle within the grace counts as failed. */
export async function settleAfterStop<Value>(run: Promise<Value>, signal: AbortSignal, clock: Clock): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    let undo = (): void => {};
    const onAbort = (): void => {
      undo = clock.after(STOP_GRACE_MS, () => reject(new Error(`it did not stop within ${STOP_GRACE_MS} ms`)));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    run.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
      undo();
    });
  });
}
