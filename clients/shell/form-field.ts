/** One field of a form that ampd brings: what is shown of it, and what a typed line means as its value. It reads and writes nothing. */
import type { InputQuestion } from "../node/index.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

export interface FormField {
  readonly name: string;
  readonly isRequired: boolean;
  /** What an empty line means; nothing: the field is left out. */
  readonly fallback: unknown;
  /** Its title, what it is about, and its options, in whole lines. */
  text(style: Style): string;
  read(line: string): Reading;
}

export type Reading = { readonly value: unknown } | { readonly fault: string };

type Json = Readonly<Record<string, unknown>>;

interface Option {
  readonly value: unknown;
  readonly title: string;
}

export function fieldsOf({ requestedSchema = {} }: InputQuestion): FormField[] {
  const required = Array.isArray(requestedSchema.required) ? requestedSchema.required : [];
  const properties = Object.entries(Object(requestedSchema.properties) as Json);
  return properties.map(([name, schema]) => fieldOf(name, Object(schema) as Json, required.includes(name)));
}

function fieldOf(name: string, schema: Json, isRequired: boolean): FormField {
  const options = optionsOf(schema);
  return {
    name,
    isRequired,
    fallback: schema.default,
    text: (style) => {
      const title = style.bold(visible(typeof schema.title === "string" ? `${schema.title} (${name})` : name));
      const about = typeof schema.description === "string" ? `: ${visible(schema.description)}` : "";
      const listed = options.map((option, index) => `\n    ${index + 1}) ${visible(option.title)}`);
      return `  ${title}${about}${listed.join("")}\n`;
    },
    read: (line) => readerOf(schema, options)(line),
  };
}

/** What is asked for, as the prompt says it. */
export function hintOf({ fallback, isRequired }: FormField): string {
  if (fallback !== undefined)
    return `Enter: ${visible(typeof fallback === "string" ? fallback : JSON.stringify(fallback))}`;
  return isRequired ? "required" : "Enter: leave it out";
}

function readerOf(schema: Json, options: readonly Option[]): (line: string) => Reading {
  if (schema.type === "array" && options.length > 0) return (line) => readSeveral(line, options);
  if (options.length > 0) return (line) => readOne(line, options);
  if (schema.type === "boolean") return readBoolean;
  if (schema.type === "number" || schema.type === "integer") return (line) => readNumber(line, schema);
  return schema.type === "string" ? (line) => readText(line, schema) : readJson;
}

/** A choice is spelt in several ways: `enum` with or without names, `oneOf` and `anyOf` of constants; of a list, its items are. */
function optionsOf(schema: Json): Option[] {
  const { enum: values, enumNames: names, oneOf, anyOf, items } = schema;
  if (Array.isArray(values)) {
    const titles = Array.isArray(names) ? names : [];
    return values.map((value, index) => ({ value, title: String(titles[index] ?? value) }));
  }
  const constants = Array.isArray(oneOf) ? oneOf : Array.isArray(anyOf) ? anyOf : [];
  if (constants.length > 0 && constants.every((one) => Object(one).const !== undefined))
    return constants.map((one: Json) => ({ value: one.const, title: String(one.title ?? one.const) }));
  return schema.type === "array" ? optionsOf(Object(items) as Json) : [];
}

function readOne(line: string, options: readonly Option[]): Reading {
  const word = line.trim().toLowerCase();
  const named = options.find(
    ({ value, title }) => word === title.toLowerCase() || word === String(value).toLowerCase(),
  );
  const option = named ?? (/^\d+$/.test(word) ? options[Number(word) - 1] : undefined);
  return option === undefined ? { fault: `"${line.trim()}" is none of them` } : { value: option.value };
}

function readSeveral(line: string, options: readonly Option[]): Reading {
  const readings = line.split(",").map((part) => readOne(part, options));
  const fault = readings.find((reading) => "fault" in reading);
  return fault ?? { value: [...new Set(readings.flatMap((reading) => ("value" in reading ? [reading.value] : [])))] };
}

function readBoolean(line: string): Reading {
  const word = line.trim().toLowerCase();
  if (["y", "yes", "true"].includes(word)) return { value: true };
  if (["n", "no", "false"].includes(word)) return { value: false };
  return { fault: "answer y or n" };
}

function readNumber(line: string, { type, minimum, maximum }: Json): Reading {
  const value = Number(line.trim());
  if (!Number.isFinite(value)) return { fault: `"${line.trim()}" is no number` };
  if (type === "integer" && !Number.isInteger(value)) return { fault: "it must be a whole number" };
  if (typeof minimum === "number" && value < minimum) return { fault: `it must be ${minimum} or more` };
  if (typeof maximum === "number" && value > maximum) return { fault: `it must be ${maximum} or less` };
  return { value };
}

function readText(line: string, { minLength, maxLength }: Json): Reading {
  if (typeof minLength === "number" && line.length < minLength)
    return { fault: `it has at least ${minLength} characters` };
  if (typeof maxLength === "number" && line.length > maxLength)
    return { fault: `it has at most ${maxLength} characters` };
  return { value: line };
}

/** What a line has no better form for. */
function readJson(line: string): Reading {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return { fault: "give it as JSON" };
  }
}
