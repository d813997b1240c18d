/** The config of `hooks-otel`; where it is silent, OpenTelemetry's own environment variables speak. */
import * as z from "zod";

export const configSchema = z.strictObject({
  endpoint: z
    .url({
      protocol: /^https?$/,
      error: "it must be an address with http:// or https://, such as http://localhost:4318",
    })
    .optional()
    .describe("The collector, without /v1/…; else OTEL_EXPORTER_OTLP_ENDPOINT, else http://localhost:4318."),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe("Sent with each export, such as an authorization; else OTEL_EXPORTER_OTLP_HEADERS."),
  service_name: z.string().min(1).optional().describe("Else OTEL_SERVICE_NAME, else ampd."),
  agent_name: z.string().min(1).default("ampd").describe("What the agent is called in gen_ai.agent.name."),
  capture_content: z
    .boolean()
    .default(false)
    .describe("Export prompts, answers, arguments and results too, redacted and cut."),
  interval: z.number().min(0.1).max(3600).default(5).describe("Seconds between exports."),
  timeout: z.number().min(0.1).max(60).default(10).describe("Seconds that an export may take."),
  flush_timeout: z
    .number()
    .min(0)
    .max(30)
    .default(2)
    .describe("Seconds that the end of a session waits for the last export."),
});

export type Config = z.infer<typeof configSchema>;

export interface Target {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
}

export function targetOf(config: Config, environment: NodeJS.ProcessEnv): Target {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME } = environment;
  const endpoint = config.endpoint ?? (OTEL_EXPORTER_OTLP_ENDPOINT || "http://localhost:4318");
  return {
    endpoint: endpoint.replace(/\/+$/, ""),
    headers: config.headers ?? headersOf(OTEL_EXPORTER_OTLP_HEADERS ?? ""),
    serviceName: config.service_name ?? (OTEL_SERVICE_NAME || "ampd"),
  };
}

/** `key=value,key=value`, with values percent-encoded. @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
function headersOf(text: string): Record<string, string> {
  const pairs = text.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())]];
  });
  return Object.fromEntries(pairs);
}
