/** Takes out of a plan what a profile excludes of its parents. Pure. */
import type { JsonObject } from "../../../kernel/index.ts";
import { isMap } from "./spelling.ts";

/** @param exclude by key: `all`, a list of ids or keys, or a map of the same. What is not there is passed over. */
export function withoutExcluded(plan: JsonObject, exclude: JsonObject): JsonObject {
  const kept = Object.entries(plan).flatMap(([key, value]) => {
    const rest = Object.hasOwn(exclude, key) ? without(value, exclude[key]) : value;
    return rest === undefined ? [] : [[key, rest] as const];
  });
  return Object.fromEntries(kept);
}

/** Nothing when all of it goes. */
function without(value: unknown, excluded: unknown): unknown {
  if (excluded === "all") return undefined;
  const names = typeof excluded === "string" ? [excluded] : excluded;
  if (Array.isArray(value)) return value.flatMap((item) => withoutItem(item, names));
  if (!isMap(value)) return value;
  if (isMap(names)) return withoutExcluded(value, names);
  const gone = Array.isArray(names) ? names : [];
  return Object.fromEntries(Object.entries(value).filter(([key]) => !gone.includes(key)));
}

/** An item is a module's entry, or a name. */
function withoutItem(item: unknown, names: unknown): unknown[] {
  const ids = isMap(item) ? [item.id, item.instance_id, item.module] : [item];
  if (Array.isArray(names)) return names.some((name) => ids.includes(name)) ? [] : [item];
  if (!isMap(names) || !isMap(item)) return [item];
  const id = ids.find((one) => typeof one === "string" && Object.hasOwn(names, one));
  if (id === undefined) return [item];
  const rest = without(item, names[String(id)]);
  return rest === undefined ? [] : [rest];
}
