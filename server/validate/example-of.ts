/** A value that fits a JSON Schema, as far as its plain keywords go: what modules are given where nobody has said what they take. */
import type { JsonObject, JsonSchema } from "../../kernel/index.ts";

const MAX_DEPTH = 8;
const TEXT = "example";
const FORMATS: Readonly<Record<string, string>> = {
  uri: "https://example.org/",
  email: "someone@example.org",
  date: "2026-01-01",
  "date-time": "2026-01-01T00:00:00Z",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** @param isWhole with what may be left out, too */
export function exampleOf(schema: JsonSchema, isWhole = true, depth = 0): unknown {
  const { const: constant, default: standard, enum: choices, examples, anyOf, oneOf, allOf } = schema;
  if (constant !== undefined) return constant;
  for (const list of [examples, choices]) if (Array.isArray(list) && list.length > 0) return list[0];
  if (standard !== undefined) return standard;
  for (const list of [anyOf, oneOf, allOf]) {
    if (Array.isArray(list)) return exampleOf(Object(list[0]) as JsonSchema, isWhole, depth + 1);
  }
  return ofType(schema, isWhole, depth);
}

function ofType(schema: JsonSchema, isWhole: boolean, depth: number): unknown {
  const [type] = Array.isArray(schema.type) ? schema.type : [schema.type];
  switch (type) {
    case "object":
      return objectExample(schema, isWhole, depth);
    case "array":
      return depth > MAX_DEPTH ? [] : [exampleOf(Object(schema.items) as JsonSchema, isWhole, depth + 1)];
    case "integer":
    case "number":
      return Math.max(1, Number(schema.minimum ?? 1));
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return textExample(schema);
  }
}

function objectExample({ properties, required }: JsonSchema, isWhole: boolean, depth: number): JsonObject {
  const needed = new Set(Array.isArray(required) ? required : []);
  const all = Object.entries(Object(properties) as Record<string, JsonSchema>);
  const wanted = all.filter(([key]) => needed.has(key) || (isWhole && depth <= MAX_DEPTH));
  return Object.fromEntries(wanted.map(([key, property]) => [key, exampleOf(property, isWhole, depth + 1)]));
}

function textExample({ format, minLength, maxLength }: JsonSchema): string {
  const text = FORMATS[String(format)] ?? TEXT;
  return text.padEnd(Number(minLength ?? 0), "x").slice(0, Number(maxLength ?? Number.POSITIVE_INFINITY));
}
