/** One log record in Amplifier's schema, `amplifier.log` 1.0.0. */
import type { JsonObject, Observation } from "../../kernel/index.ts";

export const SCHEMA = { name: "amplifier.log", ver: "1.0.0" } as const;

export interface LogRecord {
  /** ISO 8601 with milliseconds, UTC. */
  readonly ts: string;
  readonly lvl: "INFO" | "ERROR";
  readonly schema: typeof SCHEMA;
  readonly event: string;
  readonly session_id: string;
  readonly parent_id?: string;
  /** Counts the session's events; what is excluded from the log leaves a gap. */
  readonly seq: number;
  /** The event's payload, whole. */
  readonly data: JsonObject;
  /** Copies of what `data` says, in the places where log readers look: status, duration_ms, module, component, error, request_id. */
  readonly [lifted: string]: unknown;
}

export interface RecordOptions {
  readonly sessionId: string;
  readonly stripsRaw: boolean;
  readonly redact: <Value>(value: Value) => Value;
}

const LIFTED = ["status", "duration_ms", "module", "component", "error", "request_id", "span_id", "parent_span_id"];

export function recordOf(observation: Observation, options: RecordOptions): LogRecord {
  const { event, seq, ts } = observation;
  const data = options.redact(options.stripsRaw ? withoutRaw(observation.data) : observation.data);
  const lifted = LIFTED.filter((key) => data[key] !== undefined && data[key] !== null);
  return {
    ts: new Date(ts).toISOString(),
    lvl: isError(event, data) ? "ERROR" : "INFO",
    schema: SCHEMA,
    event,
    session_id: options.sessionId,
    ...(typeof data.parent_id === "string" && { parent_id: data.parent_id }),
    seq,
    ...Object.fromEntries(lifted.map((key) => [key, data[key]])),
    data,
  };
}

function withoutRaw(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== "raw" && !key.startsWith("raw_")));
}

function isError(event: string, { error, status }: JsonObject): boolean {
  return Boolean(error) || status === "error" || status === "failed" || event.endsWith(":error");
}
