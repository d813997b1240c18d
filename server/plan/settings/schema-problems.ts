/** What a schema says of a value, as places and words that name the key that is wrong, also where a value may have more than one form. Pure. */
import type * as z from "zod";
import { didYouMean } from "../../../kernel/index.ts";

export interface PlacedProblem {
  readonly keys: readonly (string | number)[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** @param noun what an unknown key is called: `key`, `field` */
export function problemsIn(schema: z.ZodType, value: unknown, noun: string): PlacedProblem[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap(inLikeliestForm).flatMap((issue): PlacedProblem[] => {
    const path = issue.path as (string | number)[];
    if (issue.code !== "unrecognized_keys") return [{ keys: path, message: wordsOf(issue) }];
    const known = keysOf(schemaAt(schema, path));
    return issue.keys.map((key) => ({ keys: [...path, key], message: `unknown ${noun}${didYouMean(key, known)}` }));
  });
}

function wordsOf({ message }: Issue): string {
  const [, expected] = /expected (\w+), received undefined$/.exec(message) ?? [];
  return expected === undefined ? message : `it is missing; it must be a ${expected}`;
}

/** Such as `tools[2].config`. */
export function placeOf(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((place, key) => {
    if (typeof key === "number") return `${place}[${key}]`;
    return place === "" ? String(key) : `${place}.${String(key)}`;
  }, "");
}

export function keysOf(schema: unknown): string[] {
  return Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
}

/** Of a value that fits no form, the faults of the one that it comes nearest to, if it is of that type at all. */
function inLikeliestForm(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isOfType = (inner: Issue): boolean => inner.path.length > 0 || inner.code === "unrecognized_keys";
  const [nearest] = issue.errors.filter((form) => form.every(isOfType)).sort((a, b) => a.length - b.length);
  if (nearest === undefined) return [issue];
  return nearest.flatMap((inner) => inLikeliestForm({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** The schema of what stands at a path: of a union, the first that is an object. */
function schemaAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  const inner = unwrapped(schema);
  const [key, ...rest] = path;
  if (key === undefined) return inner;
  const { shape, element, valueType } = inner as {
    shape?: Record<PropertyKey, unknown>;
    element?: unknown;
    valueType?: unknown;
  };
  return schemaAt(shape?.[key] ?? element ?? valueType, rest);
}

function unwrapped(schema: unknown): unknown {
  const { type, unwrap, options } = (schema ?? {}) as {
    type?: string;
    unwrap?: () => unknown;
    options?: readonly unknown[];
  };
  if ((type === "optional" || type === "nullable") && unwrap !== undefined) return unwrapped(unwrap.call(schema));
  if (type !== "union") return schema;
  const forms = options?.map(unwrapped) ?? [];
  return forms.find((form) => keysOf(form).length > 0) ?? forms.find((form) => "element" in Object(form));
}
