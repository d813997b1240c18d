/**
 * OTLP 1.x in its JSON encoding: ids in hex, 64-bit numbers as text, enumerations as numbers.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import type { JsonObject } from "../../kernel/index.ts";

export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export const SPAN_KIND = { internal: 1, client: 3 } as const;
const STATUS_ERROR = 2;
const CUMULATIVE = 2;

export interface SpanContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

export interface Span extends SpanContext {
  readonly parentSpanId: string | undefined;
  name: string;
  readonly kind: (typeof SPAN_KIND)[keyof typeof SPAN_KIND];
  readonly startMs: number;
  endMs: number;
  attributes: Attributes;
  /** Present: it ended in an error. */
  error?: string;
}

export interface Histogram {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly bounds: readonly number[];
  readonly points: readonly HistogramPoint[];
}

export interface HistogramPoint {
  readonly attributes: Attributes;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** One more than there are bounds. */
  readonly buckets: readonly number[];
}

const SCOPE = { name: "ampd.hooks-otel" };

export function encodeTraces(spans: readonly Span[], resource: Attributes): JsonObject {
  const scopeSpans = [{ scope: SCOPE, spans: spans.map(encodeSpan) }];
  return { resourceSpans: [{ resource: { attributes: encodeAttributes(resource) }, scopeSpans }] };
}

export function encodeMetrics(
  histograms: readonly Histogram[],
  resource: Attributes,
  time: { readonly startMs: number; readonly nowMs: number },
): JsonObject {
  const metrics = histograms.map(({ name, unit, description, bounds, points }) => {
    const dataPoints = points.map((point) => encodePoint(point, bounds, time));
    return { name, unit, description, histogram: { aggregationTemporality: CUMULATIVE, dataPoints } };
  });
  const scopeMetrics = [{ scope: SCOPE, metrics }];
  return { resourceMetrics: [{ resource: { attributes: encodeAttributes(resource) }, scopeMetrics }] };
}

function encodeSpan(span: Span): JsonObject {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    flags: span.isSampled ? 1 : 0,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: nanoseconds(span.startMs),
    endTimeUnixNano: nanoseconds(span.endMs),
    attributes: encodeAttributes(span.attributes),
    status: span.error === undefined ? {} : { code: STATUS_ERROR, message: span.error },
  };
}

function encodePoint(
  point: HistogramPoint,
  bounds: readonly number[],
  { startMs, nowMs }: { readonly startMs: number; readonly nowMs: number },
): JsonObject {
  return {
    attributes: encodeAttributes(point.attributes),
    startTimeUnixNano: nanoseconds(startMs),
    timeUnixNano: nanoseconds(nowMs),
    count: String(point.count),
    sum: point.sum,
    min: point.min,
    max: point.max,
    bucketCounts: point.buckets.map(String),
    explicitBounds: bounds,
  };
}

function encodeAttributes(attributes: Attributes): JsonObject[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    return value === undefined ? [] : [{ key, value: encodeValue(value) }];
  });
}

function encodeValue(value: AttributeValue): JsonObject {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
}

function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`;
}
