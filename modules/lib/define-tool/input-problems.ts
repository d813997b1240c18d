/** What is wrong with a tool's input, in words that help whoever wrote it: the place, and what must stand there. */
import type * as z from "zod";
import { didYouMean } from "../../../kernel/index.ts";

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** @param knownKeys the keys of the input's first level, for suggestions */
export function inputProblems(issues: readonly Issue[], input: unknown, knownKeys: readonly string[]): string {
  return issues.flatMap((issue) => problemsOf(issue, input, knownKeys)).join("; ");
}

function problemsOf(issue: Issue, input: unknown, knownKeys: readonly string[]): string[] {
  const place = placeOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = issue.path.length === 0 ? knownKeys : [];
    return issue.keys.map((key) => `${placeOf([...issue.path, key])}: unknown key${didYouMean(key, known)}`);
  }
  return [`${place === "" ? "input" : place}: ${isMissing(input, issue.path) ? "it is missing" : wordsFor(issue)}`];
}

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `it must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "too_small":
      if (issue.minimum === 1 && issue.origin !== "number" && issue.origin !== "int") return "it must not be empty";
      return `it must ${measureOf(issue.origin, `${isOpen(issue) ? "more than" : "at least"} ${issue.minimum}`)}`;
    case "too_big":
      return `it must ${measureOf(issue.origin, `${isOpen(issue) ? "less than" : "at most"} ${issue.maximum}`)}`;
    case "invalid_value":
      return `it must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    default:
      return issue.message;
  }
}

function measureOf(origin: string, amount: string): string {
  if (origin === "string") return `have ${amount} characters`;
  return origin === "array" || origin === "set" ? `have ${amount} items` : `be ${amount}`;
}

function isOpen({ inclusive }: { readonly inclusive?: boolean | undefined }): boolean {
  return inclusive === false;
}

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  if (path.length === 0) return false;
  let value: unknown = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return value === undefined;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === "number") return `${place}[${key}]`;
    return place === "" ? String(key) : `${place}.${String(key)}`;
  }, "");
}
