/** Checks a tool's input against its JSON Schema (2020-12). The validator is loaded when the first schema comes along. */
import type { ErrorObject, ValidateFunction } from "ajv";
import { didYouMean, type JsonObject, type JsonSchema, messageOf } from "../../kernel/index.ts";

/** What is wrong with an input, as one line for the model; nothing: it fits. */
export type InputCheck = (input: JsonObject) => string | undefined;

const MAX_PROBLEMS = 8;

/** @throws Error whose message says why it is no schema of an object */
export async function compileInputSchema(schema: JsonSchema): Promise<InputCheck> {
  const { type = "object", $schema: _, $id: _id, ...rest } = schema;
  if (type !== "object") throw new Error(`it describes ${JSON.stringify(type)}; a tool's input is an object`);
  // CommonJS: only its default is there in a bundle, too.
  const { default: library } = await import("ajv/dist/2020.js");
  const ajv = new library.Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const validate = compile(ajv, { ...rest, type });
  const known = Object.keys(Object(schema.properties) as object);
  return (input) => (validate(input) ? undefined : problemsOf(validate.errors ?? [], known));
}

function compile(ajv: { compile(schema: JsonSchema): ValidateFunction }, schema: JsonSchema): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new Error(messageOf(error).replace(/^schema is invalid: /, ""), { cause: error });
  }
}

function problemsOf(errors: readonly ErrorObject[], known: readonly string[]): string {
  const lines = errors.slice(0, MAX_PROBLEMS).map((error) => problemOf(error, known));
  return [...new Set(lines)].join("; ");
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject, known: readonly string[]): string {
  const place = instancePath.slice(1).replaceAll("/", ".");
  const at = (key: string): string => (place === "" ? key : `${place}.${key}`);
  if (keyword === "required") return `${at(params.missingProperty)}: it is missing`;
  if (keyword === "additionalProperties") {
    const key = String(params.additionalProperty);
    return `${at(key)}: unknown key${place === "" ? didYouMean(key, known) : ""}`;
  }
  if (keyword === "enum") return `${place}: it must be one of ${JSON.stringify(params.allowedValues)}`;
  return `${place || "input"}: it ${message ?? "does not fit"}`;
}
