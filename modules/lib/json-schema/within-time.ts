/** Runs code that somebody else's schema decides on, such as a regular expression, and ends it where it takes too long. */
import { createContext, Script } from "node:vm";

/** It was ended: the thread had to go on. */
export class TookTooLong extends Error {}

const CALL = new Script("body()");

let room: { body?: () => void } | undefined;

/** @param body must not wait for anything @throws TookTooLong, and what the body throws */
export function withinTime<Value>(body: () => Value, timeoutMs: number): Value {
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
