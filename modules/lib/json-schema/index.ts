/** Holds values to a JSON Schema (2020-12). Import it lazily: it brings the validator. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { JsonSchema } from "../../../kernel/index.ts";

/** What is wrong with a value, in words; nothing where it fits. */
export type Check = (value: unknown) => string | undefined;

const MAX_PROBLEMS = 5;

/** Keywords and formats that are not the standard's are let pass. @throws Error where the schema is none */
export function compileSchema(schema: JsonSchema): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const fits: ValidateFunction = ajv.compile(schema);
  return (value) => (fits(value) ? undefined : describe(fits.errors ?? []));
}

function describe(errors: readonly ErrorObject[]): string {
  const lines = errors.map(
    ({ instancePath, message }) => `${instancePath || "the whole"} ${message ?? "does not fit"}`,
  );
  const more = lines.length > MAX_PROBLEMS ? [`${lines.length - MAX_PROBLEMS} more`] : [];
  return [...lines.slice(0, MAX_PROBLEMS), ...more].join("; ");
}
