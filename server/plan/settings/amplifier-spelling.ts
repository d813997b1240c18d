/** Amplifier's settings files in our spelling. What has no counterpart here is left out; such files are not ours to complain of. */
import type { JsonObject } from "../../../kernel/index.ts";
import { objectOf } from "./check-settings.ts";

export function fromAmplifier(tree: JsonObject): JsonObject {
  const { profile, bundle, default_profile, sources, module_sources, collection_sources, modules } = tree;
  const { active, default: fallback } = objectOf(profile);
  const name = [typeof profile === "string" ? profile : active, objectOf(bundle).active, default_profile, fallback];
  const { tools, hooks } = objectOf(modules);
  const found: JsonObject = {
    profile: name.find((one) => typeof one === "string"),
    sources: { ...objectOf(module_sources), ...objectOf(sources), ...overrideSources(tree) },
    collections: objectOf(collection_sources),
    modules: { ...(Array.isArray(tools) && { tools }), ...(Array.isArray(hooks) && { hooks }) },
    ...overridesBySection(tree),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && !isEmpty(value)));
}

const SECTIONS = [
  ["providers", "provider-"],
  ["tools", "tool-"],
  ["hooks", "hooks-"],
] as const;

/** `overrides.<module>.config`, the list `config.providers` and the map `providers`: each changes a module where a plan has it. */
function overridesBySection(tree: JsonObject): JsonObject {
  const listed = objectOf(tree.config).providers;
  const configs: [id: string, config: JsonObject][] = [
    ...Object.entries(objectOf(tree.providers)).map(([id, entry]): [string, JsonObject] => [
      id.startsWith("provider-") ? id : `provider-${id}`,
      objectOf(objectOf(entry).config ?? entry),
    ]),
    ...(Array.isArray(listed) ? listed : []).map((entry): [string, JsonObject] => [
      String(objectOf(entry).module),
      objectOf(objectOf(entry).config),
    ]),
    ...Object.entries(objectOf(tree.overrides)).map(([id, entry]): [string, JsonObject] => [
      id,
      objectOf(objectOf(entry).config),
    ]),
  ];
  return Object.fromEntries(
    SECTIONS.map(([section, prefix]) => {
      const own = configs.filter(([id, config]) => id.startsWith(prefix) && !isEmpty(config));
      return [section, Object.fromEntries(own.map(([id, config]) => [id, { config }]))];
    }),
  );
}

function overrideSources(tree: JsonObject): JsonObject {
  const entries = Object.entries(objectOf(tree.overrides)).map(([id, entry]) => [id, objectOf(entry).source] as const);
  return Object.fromEntries(entries.filter(([, source]) => source !== undefined));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
