/**
 * Runs code that somebody else's schema decides on, such as a regular expression, and ends it where it takes too long. What counts is that
 * this process worked at it: one that the system did not let run in the meantime begins again.
 */
import { createContext, Script } from "node:vm";

/** It was ended: the thread had to go on. */
export class TookTooLong extends Error {}

const CALL = new Script("body()");
/** Work of less than this share of the time was held up. */
const MIN_SHARE = 0.5;
const MAX_BEGINNINGS = 5;
const US_IN_MS = 1000;

let room: { body?: () => void } | undefined;

/** @param body must not wait for anything, and may begin again @throws TookTooLong, and what the body throws */
export function withinTime<Value>(body: () => Value, timeoutMs: number): Value {
  for (let beginnings = 1; ; beginnings += 1) {
    const before = process.cpuUsage();
    try {
      return runOnce(body, timeoutMs);
    } catch (error) {
      const { user, system } = process.cpuUsage(before);
      const wasHeldUp = user + system < timeoutMs * US_IN_MS * MIN_SHARE;
      if (!(error instanceof TookTooLong && wasHeldUp && beginnings < MAX_BEGINNINGS)) throw error;
    }
  }
}

function runOnce<Value>(body: () => Value, timeoutMs: number): Value {
  room ??= createContext({});
  let outcome: { readonly value: Value } | undefined;
  room.body = () => {
    outcome = { value: body() };
  };
  try {
    CALL.runInContext(room, { timeout: timeoutMs });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new TookTooLong(`it did not end within ${timeoutMs} ms`);
  } finally {
    delete room.body;
  }
  if (outcome === undefined) throw new TookTooLong("it ended without an outcome");
  return outcome.value;
}
