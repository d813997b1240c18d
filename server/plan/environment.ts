/** `${VAR}`, `${VAR:-default}` (or `${VAR:default}`) and `${VAR:?message}` in a plan's config, and in a source that is an object: resolved when modules are mounted, and never stored. */
import type { JsonObject, ModuleEntry, MountPlan, Problem } from "../../kernel/index.ts";

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([-?]?)([^}]*))?\}/g;

export interface ExpandedPlan {
  readonly plan: MountPlan;
  /** Variables that are not set and have no default, by their place in the plan. */
  readonly problems: readonly Problem[];
}

export function expandPlan(plan: MountPlan, environment: NodeJS.ProcessEnv): ExpandedPlan {
  const problems: Problem[] = [];
  const expansion = { environment, problems };
  const expanded = mapConfigs(plan, (config, path) => expand(config, path, expansion) as JsonObject);
  const withSource = (section: "providers" | "tools" | "hooks"): ModuleEntry[] =>
    expanded[section].map((entry, index) => {
      if (typeof entry.source !== "object") return entry;
      return { ...entry, source: expand(entry.source, `${section}[${index}].source`, expansion) as JsonObject };
    });
  const lists = { providers: withSource("providers"), tools: withSource("tools"), hooks: withSource("hooks") };
  return { plan: { ...expanded, ...lists }, problems };
}

/** The plan with another config wherever there is one; `path` is its place, such as `tools[2].config`. */
export function mapConfigs(
  plan: MountPlan,
  change: (config: JsonObject, path: string, entry: ModuleEntry) => JsonObject,
): MountPlan {
  const map = (entry: ModuleEntry, path: string): ModuleEntry =>
    entry.config === undefined ? entry : { ...entry, config: change(entry.config, `${path}.config`, entry) };
  const mapList = (section: "providers" | "tools" | "hooks"): ModuleEntry[] =>
    plan[section].map((entry, index) => map(entry, `${section}[${index}]`));
  return {
    ...plan,
    session: {
      ...plan.session,
      orchestrator: map(plan.session.orchestrator, "session.orchestrator"),
      context: map(plan.session.context, "session.context"),
    },
    providers: mapList("providers"),
    tools: mapList("tools"),
    hooks: mapList("hooks"),
  };
}

interface Expansion {
  readonly environment: NodeJS.ProcessEnv;
  readonly problems: Problem[];
}

function expand(value: unknown, path: string, expansion: Expansion): unknown {
  if (typeof value === "string") return expandText(value, path, expansion);
  if (Array.isArray(value)) return value.map((item, index) => expand(item, `${path}[${index}]`, expansion));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, expand(item, `${path}.${key}`, expansion)]),
  );
}

/** Pushes what is not set to the problems. */
export function expandText(text: string, path: string, { environment, problems }: Expansion): string {
  return text.replace(REFERENCE, (_, name: string, operator: string | undefined, operand: string | undefined) => {
    const value = environment[name];
    if (value !== undefined && value !== "") return value;
    // Amplifier wrote a default behind the colon alone.
    if (operator === "-" || (operator === "" && operand)) return operand ?? "";
    if (operator === undefined && value !== undefined) return value;
    const message =
      operator === "?" && operand
        ? operand
        : `the environment variable ${name} is not set; set it, or write \${${name}:-default}`;
    problems.push({ path, message });
    return "";
  });
}
