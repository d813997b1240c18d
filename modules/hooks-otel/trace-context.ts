/** Where a span belongs: the caller's trace, the parent session's, or a new one. @see https://www.w3.org/TR/trace-context/ */
import { randomBytes } from "node:crypto";
import type { SpanContext } from "./otlp.ts";

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;

/** Nothing for what is no context. */
export function parseTraceparent(value: unknown): SpanContext | undefined {
  const [, traceId = "", spanId = "", flags = "00"] = (typeof value === "string" && TRACEPARENT.exec(value)) || [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** A child of the parent, in its trace and sampled as it is; without one, the root of a new trace. */
export function childOf(parent: SpanContext | undefined): SpanContext & { readonly parentSpanId: string | undefined } {
  return {
    traceId: parent?.traceId ?? randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    parentSpanId: parent?.spanId,
    isSampled: parent?.isSampled ?? true,
  };
}
