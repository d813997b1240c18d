/**
 * Settings as leaves: every value that is no map, with where it came from. Scopes merge leaf by leaf, so that the origin of each value
 * is known. Maps merge; a value or a list replaces; null takes away; the lists in `JOINED` keep the items of every scope.
 */
import type { JsonObject } from "../../../kernel/index.ts";

export type ScopeName = "user" | "project" | "local";

export interface Origin {
  readonly scope: ScopeName;
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
}

export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
  /** One item of a list that is joined over the scopes; `path` is the list's. */
  readonly isItem: boolean;
  readonly origin: Origin;
}

const JOINED =
  /^(?:permissions\.rules|modules\.(?:providers|tools|hooks)|(?:tools|providers|hooks)\.[^.]+\.config\.(?:allowed|denied)_\w*paths)$/;

/** A server is one value: a stronger scope's replaces it as a whole. */
function isWhole(path: readonly string[]): boolean {
  return path.length === 2 && path[0] === "mcp_servers";
}

/** @param lineOf the line of the value at a path; an index is the last step for an item of a list */
export function leavesOf(
  tree: JsonObject,
  origin: Omit<Origin, "line">,
  lineOf: (path: readonly (string | number)[]) => number | undefined = () => undefined,
): Leaf[] {
  const leaves: Leaf[] = [];
  const add = (path: string[], value: unknown, index?: number): void => {
    const line = lineOf(index === undefined ? path : [...path, index]);
    leaves.push({
      path,
      value,
      isItem: index !== undefined,
      origin: { ...origin, ...(line !== undefined && { line }) },
    });
  };
  const walk = (value: unknown, path: string[]): void => {
    if (Array.isArray(value) && JOINED.test(path.join("."))) {
      for (const [index, item] of value.entries()) add(path, item, index);
    } else if (isMap(value) && !isWhole(path))
      for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
    else add(path, value);
  };
  walk(tree, []);
  return leaves;
}

/** @param scopes the weakest first */
export function mergeLeaves(scopes: readonly (readonly Leaf[])[]): Leaf[] {
  let merged: Leaf[] = [];
  for (const leaf of scopes.flat()) {
    if (leaf.isItem) {
      // The same item twice says nothing more.
      const isKnown = merged.some((one) => one.isItem && isSame(one.path, leaf.path) && isEqual(one.value, leaf.value));
      if (!isKnown) merged.push(leaf);
      continue;
    }
    merged = merged.filter((one) => !isPrefix(leaf.path, one.path) && !isPrefix(one.path, leaf.path));
    if (leaf.value !== null) merged.push(leaf);
  }
  return merged;
}

export function treeOf(leaves: readonly Leaf[]): JsonObject {
  const tree: Record<string, unknown> = {};
  for (const { path, value, isItem } of leaves) {
    const parent = path.slice(0, -1).reduce<Record<string, unknown>>((node, key) => {
      if (!Object.hasOwn(node, key)) define(node, key, {});
      return node[key] as Record<string, unknown>;
    }, tree);
    const last = path.at(-1) ?? "";
    if (!isItem) define(parent, last, value);
    else if (Object.hasOwn(parent, last)) (parent[last] as unknown[]).push(value);
    else define(parent, last, [value]);
  }
  return tree;
}

/** Each leaf's place in the merged tree, such as `permissions.rules[2]`. */
export function placesOf(leaves: readonly Leaf[]): string[] {
  const counts = new Map<string, number>();
  return leaves.map(({ path, isItem }) => {
    const place = path.join(".");
    if (!isItem) return place;
    const index = counts.get(place) ?? 0;
    counts.set(place, index + 1);
    return `${place}[${index}]`;
  });
}

export function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (isMap(node) && Object.hasOwn(node, key) ? node[key] : undefined), tree);
}

/** A map that is empty says nothing; one with keys is walked. */
function isMap(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Also for `__proto__`, which is a key like any other here. */
function define(node: object, key: string, value: unknown): void {
  Object.defineProperty(node, key, { value, enumerable: true, writable: true, configurable: true });
}

export function isPrefix(prefix: readonly string[], path: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((key, index) => key === path[index]);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && isPrefix(one, other);
}

function isEqual(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value) ?? "null";
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(",")}}`;
}
