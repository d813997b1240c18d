/** Which layer each value of a plan comes from: the last one that says something of its place. Pure. */
import type { JsonObject } from "../../kernel/index.ts";

/** One source of a plan's values. */
export type PlanLayer = {
  /** A file (with a line where it is known), `built-in:NAME`, `settings (SCOPE) …`, `overrides` or `mountPlan`. */
  readonly origin: string;
  /** What it says, as a tree, or the keys of that alone, as `planLeaves` makes them. */
} & ({ readonly tree: unknown } | { readonly keys: readonly string[] });

/** By place, such as `tools[2].config.timeout`; the places of whole modules are those of their `module`. */
export type Origins = Readonly<Record<string, string>>;

/** @param layers the weakest first @param plan what they come to, with modules as entries */
export function originsOf(plan: JsonObject, layers: readonly PlanLayer[]): Origins {
  const said = layers.map((layer) => {
    const keys = "keys" in layer ? layer.keys : planLeaves(layer.tree).map((leaf) => leaf.key);
    return { origin: layer.origin, places: new Set(keys) };
  });
  const origins = planLeaves(plan).flatMap(({ key, place }) => {
    const layer = said.findLast(({ places }) => places.has(key));
    return layer === undefined ? [] : [[place, layer.origin] as const];
  });
  return Object.fromEntries(origins);
}

/** The keys of what one plan says otherwise than the other one. */
export function changedKeys(before: JsonObject, after: JsonObject): string[] {
  const known = new Map(planLeaves(before).map(({ key, value }) => [key, JSON.stringify(value)]));
  return planLeaves(after).flatMap(({ key, value }) => (known.get(key) === JSON.stringify(value) ? [] : [key]));
}

export interface PlanLeaf {
  /** The place with modules by their ids, which is the same in every layer. */
  readonly key: string;
  /** The place in this tree. */
  readonly place: string;
  readonly value: unknown;
}

/** Every value of a tree that is no map, with its place; modules count by their ids. */
export function planLeaves(tree: unknown): PlanLeaf[] {
  const leaves: PlanLeaf[] = [];
  const walk = (value: unknown, key: string, place: string): void => {
    if (isMap(value) && Object.keys(value).length > 0) {
      for (const [name, item] of Object.entries(value))
        walk(item, `${key}/${name}`, place === "" ? name : `${place}.${name}`);
    } else if (isModuleList(value)) {
      value.forEach((entry, index) => {
        walk(entry, `${key}/#${entry.id ?? entry.instance_id ?? entry.module}`, `${place}[${index}]`);
      });
    } else leaves.push({ key, place, value });
  };
  walk(tree, "", "");
  return leaves;
}

function isModuleList(value: unknown): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isMap(item) && "module" in item);
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
