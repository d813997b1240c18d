/** Upstream's spellings of one thing, brought to one form: modules as entries, agents as a choice and overlays, names as lists. Pure. */
import type { JsonObject } from "../../../kernel/index.ts";
import { withEntries } from "../merge-plans.ts";
import type { AgentChoice } from "./document.ts";

/** The plan's own sections; module names become entries, and both places of the orchestrator and the context become one. */
export function planOf(tree: JsonObject): JsonObject {
  const session = { ...objectOf(tree.session) };
  for (const point of ["orchestrator", "context"] as const) {
    const source = session[`${point}_source`];
    delete session[`${point}_source`];
    const entry = { ...entryOf(session[point]), ...(source !== undefined && { source }), ...companionOf(tree[point]) };
    if (Object.keys(entry).length > 0) session[point] = entry;
  }
  const sections = ["providers", "tools", "hooks"].filter((section) => Array.isArray(tree[section]));
  return withEntries({
    ...(Object.keys(session).length > 0 && { session }),
    ...Object.fromEntries(sections.map((section) => [section, tree[section]])),
    ...(isMap(tree.spawn) && { spawn: tree.spawn }),
  }) as JsonObject;
}

function entryOf(value: unknown): JsonObject {
  return typeof value === "string" ? { module: value } : objectOf(value);
}

function companionOf(value: unknown): JsonObject {
  return isMap(value) && value.include !== undefined ? {} : entryOf(value);
}

export function contextOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : objectOf(value).include;
  return namesOf(list).map((name) => (name.startsWith("@") ? name : `@${name}`));
}

/** `all`, `none`, names, a map of agents, upstream's `{include, inline}`, or names and agents in one map, as in bundles. */
export function agentsOf(value: unknown): { choice: AgentChoice | undefined; inline: JsonObject } {
  if (value === undefined || value === null) return { choice: undefined, inline: {} };
  if (value === "all" || value === "none") return { choice: value, inline: {} };
  if (!isMap(value)) return { choice: namesOf(value), inline: {} };
  const { include, inline, ...others } = value;
  if (include !== undefined && isMap(include)) return { choice: undefined, inline: overlays(value) };
  const isInline = inline !== undefined && Object.keys(others).length === 0;
  const written = isInline ? objectOf(inline) : { ...others, ...(inline !== undefined && { inline }) };
  return { choice: include === undefined ? undefined : choiceOf(include), inline: overlays(written) };
}

function choiceOf(include: unknown): AgentChoice {
  return include === "all" || include === "none" ? include : namesOf(include);
}

function overlays(agents: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(agents).map(([name, overlay]) => [name, withEntries(objectOf(overlay))]));
}

export function includesOf(includes: unknown): string[] {
  if (!Array.isArray(includes)) return [];
  return includes.map((one) => (isMap(one) ? String(one.bundle) : String(one)));
}

export function namesOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.map(String) : [];
}

export function objectOf(value: unknown): JsonObject {
  return isMap(value) ? value : {};
}

export function isMap(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
