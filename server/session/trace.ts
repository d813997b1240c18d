/** Carries a request's W3C trace context into every event of the turn that it started, and so into the log. */
import type { HookRegistry, JsonObject, Undo } from "../../kernel/index.ts";

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Before every other handler, so that all of them see it. */
const FIRST = -1_000_000;

/** @see https://www.w3.org/TR/trace-context/ — a value that is not one is left out, as the standard asks */
export function traceEvents(hooks: HookRegistry, meta: JsonObject | undefined): Undo {
  const traceparent = meta?.traceparent;
  if (typeof traceparent !== "string" || !TRACEPARENT.test(traceparent)) return () => {};
  return hooks.register("*", () => ({ action: "modify", data: { traceparent } }), { name: "trace", priority: FIRST });
}
