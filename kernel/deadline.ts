/** Limits on waiting, by the host's clock. What does not settle in time is left behind, and its late answer ignored. */
import type { Clock, Undo } from "./contracts/host.ts";

type Run<Value> = () => Value | Promise<Value>;
/** The limit counts from when `since` aborts; without it, from the start. No limit: null. */
type Limit = { readonly ms: number | null; readonly clock: Clock; readonly since?: AbortSignal };

/** How long a tool has after its signal aborts; a turn has longer, to record what its tools came to. */
export const CALL_GRACE_MS = 5000;
export const TURN_GRACE_MS = 10_000;

/** Settles as the run does, and rejects where it has not settled within the limit. */
export function withDeadline<Value>({ ms, clock, since }: Limit, run: Run<Value>): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    let stop: Undo = () => {};
    const start = (): void => {
      if (ms !== null) stop = clock.after(ms, () => reject(new Error(`it did not end within ${ms} ms`)));
    };
    if (since === undefined || since.aborted) start();
    else stop = onAbort(since, start);
    const settle = async (): Promise<Value> => run();
    const end = (): void => stop();
    settle().then(resolve, reject).finally(end);
  });
}

/** Calls back once the signal aborts, at once if it has. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): Undo {
  if (signal?.aborted) callback();
  else signal?.addEventListener("abort", callback, { once: true });
  return () => signal?.removeEventListener("abort", callback);
}
