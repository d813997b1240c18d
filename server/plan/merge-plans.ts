/** Plans over plans: objects merge deeply, module lists by id with the order of the base; everything else is replaced. Pure. */
import type { JsonObject } from "../../kernel/index.ts";

/** A module that is given by its name alone is an entry like any other: an override must not replace the whole list. */
export function withEntries(plan: unknown): unknown {
  if (!isObject(plan)) return plan;
  const lists = ["providers", "tools", "hooks"].flatMap((section) => {
    const list = plan[section];
    if (!Array.isArray(list)) return [];
    return [[section, list.map((item) => (typeof item === "string" ? { module: item } : item))] as const];
  });
  return { ...plan, ...sessionEntries(plan.session), ...Object.fromEntries(lists) };
}

function sessionEntries(session: unknown): JsonObject {
  if (!isObject(session)) return {};
  const named = (["orchestrator", "context"] as const).flatMap((key) => {
    const entry = session[key];
    return typeof entry === "string" ? [[key, { module: entry }] as const] : [];
  });
  return { session: { ...session, ...Object.fromEntries(named) } };
}

/** Inputs stay as they are. */
export function mergePlans(base: unknown, overrides: unknown): unknown {
  if (overrides === undefined) return base;
  if (isModuleList(base) && isModuleList(overrides)) return mergeModules(base, overrides);
  if (!isObject(base) || !isObject(overrides) || isOtherModule(base, overrides)) return overrides;
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(overrides)) merged[key] = mergePlans(base[key], value);
  return merged;
}

/** Another module in the same place takes nothing from the one before it: its config has other keys. */
export function isOtherModule(base: JsonObject, overrides: JsonObject): boolean {
  return base.module !== undefined && overrides.module !== undefined && base.module !== overrides.module;
}

type Module = JsonObject & { readonly module: string };

function mergeModules(base: readonly Module[], overrides: readonly Module[]): Module[] {
  const merged = base.map((entry) => {
    const override = overrides.find((other) => idOf(other) === idOf(entry));
    return (override === undefined ? entry : mergePlans(entry, override)) as Module;
  });
  // What is listed twice stays so, for the check of the whole plan to tell.
  const isFirst = (entry: Module, index: number): boolean =>
    overrides.findIndex((other) => idOf(other) === idOf(entry)) === index;
  const added = overrides.filter(
    (entry, index) => !isFirst(entry, index) || !base.some((other) => idOf(other) === idOf(entry)),
  );
  return [...merged, ...added];
}

/** What an entry is known by in its list. */
export function idOf(entry: JsonObject): unknown {
  return entry.id ?? entry.instance_id ?? entry.module;
}

function isModuleList(value: unknown): value is Module[] {
  return Array.isArray(value) && value.every((item) => isObject(item) && typeof item.module === "string");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
