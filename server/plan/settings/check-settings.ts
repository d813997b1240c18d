/**
 * Checks one file's settings. A key that is nearly a known one is an error, as a misspelt deny rule would be one that is missing; any
 * other unknown key is a warning, as a newer ampd may know it.
 */
import { didYouMean, type JsonObject, type Problem } from "../../../kernel/index.ts";
import type { SettingsFile } from "./locations.ts";
import { settingsSchema, USER_ONLY } from "./schema.ts";
import { keysOf, placeOf, problemsIn } from "./schema-problems.ts";

export interface Checked {
  /** What is known. */
  readonly tree: JsonObject;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const APPROVAL = "hooks-approval";

export function checkSettings(tree: JsonObject, scope: SettingsFile["scope"]): Checked {
  const known = keysOf(settingsSchema());
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const kept = Object.entries(tree).filter(([key, value]) => {
    if (known.includes(key)) return scope === "user" || !USER_ONLY.includes(key) || note(key, value);
    const suggestion = didYouMean(key, known);
    (suggestion === "" ? warnings : problems).push({ path: key, message: `unknown key${suggestion}` });
    return false;
  });
  function note(path: string, value: unknown): boolean {
    if (value !== null) warnings.push({ path, message: "only the user's own file may hold this; it is ignored here" });
    return false;
  }
  const own = Object.fromEntries(kept);
  problems.push(...schemaProblems(own), ...misplacedPolicy(own));
  return { tree: own, problems, warnings };
}

/** The policy has one place, where the rules of all scopes are joined; elsewhere a list would replace another. */
function misplacedPolicy({ hooks, modules }: JsonObject): Problem[] {
  const message = "write the policy's config under permissions";
  const { [APPROVAL]: override } = objectOf(hooks);
  const added = objectOf(modules).hooks;
  const entries = Array.isArray(added) ? added : [];
  return [
    ...(objectOf(override).config === undefined ? [] : [{ path: `hooks.${APPROVAL}.config`, message }]),
    ...entries.flatMap((entry, index) => {
      const { module, config } = objectOf(entry);
      return module === APPROVAL && config !== undefined ? [{ path: `modules.hooks[${index}].config`, message }] : [];
    }),
  ];
}

/** null takes a value of a weaker scope away; the rules of a scope cannot be taken away. */
function withoutNulls(tree: JsonObject, path = ""): JsonObject {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => {
      const place = path === "" ? key : `${path}.${key}`;
      if (value === null && !/^permissions(?:\.rules)?$/.test(place)) return [];
      const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
      return [[key, isMap ? withoutNulls(value as JsonObject, place) : value] as const];
    }),
  );
}

function schemaProblems(tree: JsonObject): Problem[] {
  const found = problemsIn(settingsSchema(), withoutNulls(tree), "key");
  return found.map(({ keys, message }) => ({ path: placeOf(keys), message }));
}

export function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
