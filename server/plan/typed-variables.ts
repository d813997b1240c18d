/**
 * Variables are texts. Where a module that comes with ampd wants a number or a switch, a variable that reads as one becomes it; what is
 * written as a text in the plan itself stays one. Another module says what it wants when it is mounted.
 */
import type { JsonObject, ModuleEntry, MountPlan } from "../../kernel/index.ts";
import { mapConfigs } from "./environment.ts";
import { loadBuiltIn } from "./module-table.ts";

/** @param written the plan before its variables were replaced */
export async function withTypes(plan: MountPlan, written: MountPlan): Promise<MountPlan> {
  const places = new Set<string>();
  mapConfigs(written, (config, path) => {
    for (const place of variablePlaces(config, path)) places.add(place);
    return config;
  });
  if (places.size === 0) return plan;
  const typed = new Map<ModuleEntry, JsonObject>();
  const waiting: Promise<unknown>[] = [];
  mapConfigs(plan, (config, path, entry) => {
    waiting.push(typedConfig(entry, path, places).then((found) => typed.set(entry, found)));
    return config;
  });
  await Promise.all(waiting);
  return mapConfigs(plan, (config, _, entry) => typed.get(entry) ?? config);
}

/** Where a text refers to a variable, such as `tools[2].config.timeout`. */
export function variablePlaces(value: unknown, path: string): string[] {
  if (typeof value === "string") return value.includes("${") ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => variablePlaces(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => variablePlaces(item, `${path}.${key}`));
}

async function typedConfig(entry: ModuleEntry, path: string, places: ReadonlySet<string>): Promise<JsonObject> {
  const config = entry.config ?? {};
  const isAny = [...places].some((place) => place.startsWith(`${path}.`));
  const definition = isAny && entry.source === undefined ? await loadBuiltIn(entry.module) : undefined;
  const parsed = definition?.configSchema.safeParse(config);
  if (parsed === undefined || parsed.success) return config;
  const changed = structuredClone(config) as Record<PropertyKey, unknown>;
  for (const issue of parsed.error.issues) {
    if (issue.code === "invalid_type" && places.has(placeOf(path, issue.path)))
      retype(changed, issue.path, issue.expected);
  }
  return changed;
}

function retype(config: Record<PropertyKey, unknown>, path: readonly PropertyKey[], expected: string): void {
  const parent = path.slice(0, -1).reduce((node, key) => node[key] as Record<PropertyKey, unknown>, config);
  const key = path.at(-1) ?? "";
  const text = String(parent[key]).trim();
  if (/^(?:number|int)$/.test(expected) && text !== "" && Number.isFinite(Number(text))) parent[key] = Number(text);
  if (expected === "boolean" && /^(?:true|false)$/.test(text)) parent[key] = text === "true";
}

function placeOf(start: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (place, key) => `${place}${typeof key === "number" ? `[${key}]` : `.${String(key)}`}`,
    start,
  );
}
