/** The settings of a request that both of OpenAI's endpoints take, each under its own name. */
import type { JsonObject } from "../../../kernel/index.ts";
import type { VendorRequest, WireConfig } from "../provider-wire/index.ts";
import type { Dialect } from "./dialect.ts";

/** What a request goes by, besides itself. */
export interface Wire {
  readonly dialect: Dialect;
  readonly settings: Pick<WireConfig, "max_tokens" | "temperature" | "thinking_budget">;
  readonly cacheKey: string;
}

export type Effort = "low" | "medium" | "high";

const LOW_BUDGET = 4096;
const MEDIUM_BUDGET = 16_000;

export function temperatureOf(request: VendorRequest, { dialect, settings }: Wire): number | undefined {
  return dialect.takesTemperature(request.model) ? (request.temperature ?? settings.temperature) : undefined;
}

/** Undefined: the model reasons as it does by default, or not at all. */
export function effortOf(request: VendorRequest, { dialect, settings }: Wire): Effort | undefined {
  if (!dialect.takesEffort(request.model)) return undefined;
  const { thinking_budget: budget = 0 } = settings;
  if (request.reasoning_effort !== undefined || budget === 0) return request.reasoning_effort;
  return budget <= LOW_BUDGET ? "low" : budget <= MEDIUM_BUDGET ? "medium" : "high";
}

/** The name, the schema, and whether the vendor can hold the model to it. */
export function jsonFormatOf(schema: JsonObject): { name: string; schema: JsonObject; strict: boolean } {
  return { name: "answer", schema, strict: isStrict(schema) };
}

/** The vendor is strict only with objects that are closed and whose properties are all required. */
function isStrict(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isStrict);
  if (typeof value !== "object" || value === null) return true;
  const schema = value as JsonObject;
  if (schema.type === "object") {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const isWhole = Object.keys(schema.properties ?? {}).every((name) => required.includes(name));
    if (schema.additionalProperties !== false || !isWhole) return false;
  }
  return Object.values(schema).every(isStrict);
}
