/** `${VAR}`, `${VAR:-default}` and `${VAR:?message}` in a plan's config: resolved when modules are mounted, and never stored. */
import type { JsonObject, ModuleEntry, MountPlan, Problem } from "../../kernel/index.ts";

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([-?])([^}]*))?\}/g;

export interface ExpandedPlan {
  readonly plan: MountPlan;
  /** Variables that are not set and have no default, by their place in the plan. */
  readonly problems: readonly Problem[];
}

export function expandPlan(plan: MountPlan, environment: NodeJS.ProcessEnv): ExpandedPlan {
  const problems: Problem[] = [];
  const expandEntry = (entry: ModuleEntry, path: string): ModuleEntry => {
    if (entry.config === undefined) return entry;
    return { ...entry, config: expand(entry.config, `${path}.config`, { environment, problems }) as JsonObject };
  };
  const expandList = (section: "providers" | "tools" | "hooks"): ModuleEntry[] =>
    plan[section].map((entry, index) => expandEntry(entry, `${section}[${index}]`));
  const expanded: MountPlan = {
    ...plan,
    session: {
      ...plan.session,
      orchestrator: expandEntry(plan.session.orchestrator, "session.orchestrator"),
      context: expandEntry(plan.session.context, "session.context"),
    },
    providers: expandList("providers"),
    tools: expandList("tools"),
    hooks: expandList("hooks"),
  };
  return { plan: expanded, problems };
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

function expandText(text: string, path: string, { environment, problems }: Expansion): string {
  return text.replace(REFERENCE, (_, name: string, operator: string | undefined, operand: string | undefined) => {
    const value = environment[name];
    if (value !== undefined && value !== "") return value;
    if (operator === "-") return operand ?? "";
    if (operator === undefined && value !== undefined) return value;
    const message =
      operator === "?" && operand
        ? operand
        : `the environment variable ${name} is not set; set it, or write \${${name}:-default}`;
    problems.push({ path, message });
    return "";
  });
}
