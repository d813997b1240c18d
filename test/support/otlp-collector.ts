/**
 * A collector on a local port that speaks OTLP/HTTP in its JSON encoding. It decodes what it gets by the protocol's own field names
 * and types, and refuses with 400 whatever does not fit them.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";

const unsigned = z.string().regex(/^\d+$/);
const anyValue: z.ZodType = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ arrayValue: z.strictObject({ values: z.array(z.lazy(() => anyValue)) }) }),
]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: anyValue }));
const resource = z.strictObject({ attributes });
const scope = z.strictObject({ name: z.string(), version: z.string().optional() });
const span = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  flags: z.int(),
  name: z.string().min(1),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: unsigned,
  endTimeUnixNano: unsigned,
  attributes,
  status: z.strictObject({ code: z.int().min(0).max(2).optional(), message: z.string().optional() }),
});
const point = z
  .strictObject({
    attributes,
    startTimeUnixNano: unsigned,
    timeUnixNano: unsigned,
    count: unsigned,
    sum: z.number(),
    min: z.number(),
    max: z.number(),
    bucketCounts: z.array(unsigned),
    explicitBounds: z.array(z.number()),
  })
  .refine(({ bucketCounts, explicitBounds }) => bucketCounts.length === explicitBounds.length + 1);
const metric = z.strictObject({
  name: z.string(),
  unit: z.string(),
  description: z.string(),
  histogram: z.strictObject({ aggregationTemporality: z.literal(2), dataPoints: z.array(point) }),
});
const traces = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({ resource, scopeSpans: z.array(z.strictObject({ scope, spans: z.array(span) })) }),
  ),
});
const metrics = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({ resource, scopeMetrics: z.array(z.strictObject({ scope, metrics: z.array(metric) })) }),
  ),
});

export interface ReceivedSpan extends Omit<z.infer<typeof span>, "attributes"> {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly service: unknown;
}

export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly (Omit<z.infer<typeof point>, "attributes"> & {
    readonly attributes: Readonly<Record<string, unknown>>;
  })[];
}

export interface OtlpCollector {
  readonly endpoint: string;
  readonly spans: ReceivedSpan[];
  /** The latest export of each metric. */
  readonly metrics: Map<string, ReceivedMetric>;
  readonly headers: NodeJS.Dict<string | string[]>[];
  /** What it answers; 0: nothing, ever. */
  status: number;
  requests: number;
  /** What did not fit the protocol. */
  readonly faults: string[];
  close(): Promise<void>;
}

export async function startCollector(port = 0): Promise<OtlpCollector> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      collector.requests += 1;
      collector.headers.push(request.headers);
      if (collector.status === 0) return;
      const status = collector.status === 200 ? take(request.url ?? "", body) : collector.status;
      response.writeHead(status, { "content-type": "application/json" }).end("{}");
    });
  });
  const take = (path: string, body: string): number => {
    try {
      if (path === "/v1/traces") takeTraces(collector, traces.parse(JSON.parse(body)));
      else if (path === "/v1/metrics") takeMetrics(collector, metrics.parse(JSON.parse(body)));
      else throw new Error(`no such path: ${path}`);
      return 200;
    } catch (error) {
      collector.faults.push(String(error));
      return 400;
    }
  };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const collector: OtlpCollector = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    metrics: new Map(),
    headers: [],
    status: 200,
    requests: 0,
    faults: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return collector;
}

function takeTraces({ spans }: OtlpCollector, { resourceSpans }: z.infer<typeof traces>): void {
  for (const { resource: from, scopeSpans } of resourceSpans) {
    const service = plain(from.attributes)["service.name"];
    for (const one of scopeSpans.flatMap((group) => group.spans)) {
      spans.push({ ...one, attributes: plain(one.attributes), service });
    }
  }
}

function takeMetrics({ metrics: kept }: OtlpCollector, { resourceMetrics }: z.infer<typeof metrics>): void {
  for (const { name, unit, histogram } of resourceMetrics.flatMap((one) =>
    one.scopeMetrics.flatMap((group) => group.metrics),
  )) {
    const points = histogram.dataPoints.map((one) => ({ ...one, attributes: plain(one.attributes) }));
    kept.set(name, { name, unit, points });
  }
}

function plain(list: z.infer<typeof attributes>): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value as Record<string, unknown>)]));
}

function plainValue(value: Record<string, unknown>): unknown {
  if (typeof value.intValue === "string") return Number(value.intValue);
  const [only] = Object.values(value);
  const list = (only as { values?: Record<string, unknown>[] } | null)?.values;
  return list === undefined ? only : list.map(plainValue);
}
