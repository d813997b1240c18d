/** A time limit for work that takes a signal, and the difference between too late and cancelled. */
import { Refusal } from "../lib/web-exchange/index.ts";

/** @throws Refusal `timeout`, `cancelled`; what the work throws */
export async function timed<Value>(
  seconds: number,
  cancelled: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const late = AbortSignal.timeout(seconds * 1000);
  try {
    return await work(AbortSignal.any([cancelled, late]));
  } catch (error) {
    if (cancelled.aborted) throw new Refusal("cancelled", "The call was cancelled.");
    if (late.aborted) throw new Refusal("timeout", `There was no complete answer within ${seconds} s.`);
    throw error;
  }
}
