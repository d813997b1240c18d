/** Settings over a profile's plan: modules added, changed and left out, MCP servers, the sandbox, and the policy. Pure. */
import type { JsonObject, ModuleEntry, MountPlan } from "../../../kernel/index.ts";
import { withServers } from "../mcp/with-servers.ts";
import { mergePlans, withEntries } from "../merge-plans.ts";
import type { SettingsValues } from "./schema.ts";

const APPROVAL = "hooks-approval";
const SECTIONS = ["providers", "tools", "hooks"] as const;

/** @param base a profile's plan, its modules as entries; a client's own mount plan is used as it is */
export function applySettings(base: JsonObject, settings: SettingsValues): JsonObject {
  const more = { ...settings.modules, ...(settings.session && { session: settings.session }) };
  const added = mergePlans(base, withEntries(more)) as JsonObject;
  const plan = withServers(withPolicy(added, settings), settings.mcp_servers);
  const sections = SECTIONS.map(
    (section) => [section, changed(plan[section], overridesOf(section, settings))] as const,
  );
  return { ...plan, ...Object.fromEntries(sections.filter(([, list]) => list !== undefined)) };
}

/**
 * The rules of the settings, behind those of the plan, wherever the policy is part of it: they are what the user wants now, so they
 * hold for a client's own mount plan and for a session that comes back, and they are not stored with it.
 */
export function withRules(plan: MountPlan, { permissions }: SettingsValues): MountPlan {
  const more = permissions?.rules ?? [];
  if (more.length === 0) return plan;
  const hooks = plan.hooks.map((entry) => {
    if (entry.module !== APPROVAL) return entry;
    const rules = entry.config?.rules ?? [];
    return { ...entry, config: { ...entry.config, rules: Array.isArray(rules) ? [...rules, ...more] : rules } };
  });
  return { ...plan, hooks };
}

type Overrides = NonNullable<SettingsValues["tools"]>;

function overridesOf(section: (typeof SECTIONS)[number], { sandbox, ...settings }: SettingsValues): Overrides {
  const overrides = settings[section] ?? {};
  if (section !== "tools" || sandbox === undefined) return overrides;
  const bash = overrides["tool-bash"];
  return { ...overrides, "tool-bash": { ...bash, config: { sandbox, ...bash?.config } } };
}

function changed(list: unknown, overrides: Overrides): unknown {
  if (!Array.isArray(list)) return list;
  return (list as ModuleEntry[]).flatMap((entry) => {
    const id = entry.id ?? (entry as { instance_id?: string }).instance_id ?? "";
    const override = own(overrides, id) ?? own(overrides, entry.module);
    if (override?.enabled === false) return [];
    if (override?.config === undefined) return [entry];
    return [{ ...entry, config: withDenials(entry.config, mergePlans(entry.config, override.config) as JsonObject) }];
  });
}

/** What the plan forbids stays forbidden: these lists only grow. */
function withDenials(before: JsonObject | undefined, after: JsonObject): JsonObject {
  const grown = Object.entries(before ?? {}).flatMap(([key, list]) => {
    if (!/^denied_\w*paths$/.test(key) || !Array.isArray(list) || !Array.isArray(after[key])) return [];
    return [[key, [...new Set([...list, ...(after[key] as unknown[])])] as const] as const];
  });
  return { ...after, ...Object.fromEntries(grown) };
}

/** The policy is part of every profile's sessions, unless the settings switch it off: safety must not depend on remembering it. */
function withPolicy(plan: JsonObject, { permissions }: SettingsValues): JsonObject {
  const { rules: _, ...config } = permissions ?? {};
  const entry = { module: APPROVAL, ...(Object.keys(config).length > 0 && { config }) };
  return mergePlans({ hooks: [], ...plan }, { hooks: [entry] }) as JsonObject;
}

function own(overrides: Overrides, id: string): Overrides[string] | undefined {
  return Object.hasOwn(overrides, id) ? overrides[id] : undefined;
}
