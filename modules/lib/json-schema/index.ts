/**
 * Holds values to a JSON Schema: of 2020-12, or of the older draft that its `$schema` names. A schema may be anybody's, so compiling it and
 * checking with it are ended when they take too long. Import it lazily: it brings the validator.
 */
import { Ajv, type ErrorObject, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonSchema } from "../../../kernel/index.ts";
import { TookTooLong, withinTime } from "./within-time.ts";

/** What is wrong with a value, in words; nothing where it fits. */
export type Check = (value: unknown) => string | undefined;

const MAX_PROBLEMS = 5;
/** The thread does nothing else meanwhile. */
const COMPILE_TIMEOUT_MS = 2000;
const CHECK_TIMEOUT_MS = 1000;
const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  validateFormats: false,
  logger: false,
  // What is referred to often must not be written out each time.
  inlineRefs: false,
};

/** Keywords and formats that are not the standard's are let pass. @throws Error where the schema is none, or takes too long */
export function compileSchema({ $schema, ...schema }: JsonSchema): Check {
  const Validator = validatorFor($schema);
  // One that was ended in the middle of its work is of no use any more.
  const fits = withinTime(() => new Validator(OPTIONS).compile(schema), COMPILE_TIMEOUT_MS);
  return (value) => {
    try {
      return withinTime(() => (fits(value) ? undefined : describe(fits.errors ?? [])), CHECK_TIMEOUT_MS);
    } catch (error) {
      if (error instanceof TookTooLong) return `the schema cannot be checked: ${error.message}`;
      throw error;
    }
  };
}

function validatorFor(dialect: unknown): typeof Ajv | typeof Ajv2019 | typeof Ajv2020 {
  const name = typeof dialect === "string" ? dialect : "";
  if (/\/draft-0[67]\//.test(name)) return Ajv;
  return name.includes("/2019-09/") ? Ajv2019 : Ajv2020;
}

function describe(errors: readonly ErrorObject[]): string {
  const lines = errors.map(
    ({ instancePath, message }) => `${instancePath || "the whole"} ${message ?? "does not fit"}`,
  );
  const more = lines.length > MAX_PROBLEMS ? [`${lines.length - MAX_PROBLEMS} more`] : [];
  return [...lines.slice(0, MAX_PROBLEMS), ...more].join("; ");
}
