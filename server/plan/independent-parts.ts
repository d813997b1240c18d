/**
 * Parts of a module's config that stand alone, such as one MCP server among many: one that lacks a variable or a secret, or whose variable
 * holds what does not fit, is left out and told, and the others stay.
 */
import { configProblems, type JsonObject, type MountPlan, type Problem } from "../../kernel/index.ts";
import type { PlanWarning } from "./compile-plan.ts";
import { mapConfigs } from "./environment.ts";
import { loadBuiltIn } from "./module-table.ts";
import { variablePlaces } from "./typed-variables.ts";

interface Part {
  /** The key of the config that holds them, by name. */
  readonly key: string;
  readonly noun: string;
  readonly kind: string;
}

const PARTS: Readonly<Record<string, Part>> = {
  "tool-mcp": { key: "servers", noun: "MCP server", kind: "mcp-server-failed" },
};

export interface WithoutParts {
  readonly plan: MountPlan;
  /** Those that are of no part. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly PlanWarning[];
}

/** @param written the plan before its variables were replaced */
export async function withoutUnreadyParts(
  { plan, problems: lacking }: { readonly plan: MountPlan; readonly problems: readonly Problem[] },
  written: MountPlan,
): Promise<WithoutParts> {
  const problems = [...lacking, ...(await unfitting(plan, written))];
  const ofParts = new Set<Problem>();
  const warnings: PlanWarning[] = [];
  const left = mapConfigs(plan, (config, path, { module }) => {
    const part = partOf(module);
    const parts = part === undefined ? undefined : config[part.key];
    if (part === undefined || typeof parts !== "object" || parts === null) return config;
    const names = Object.keys(parts).map((name) => `${path}.${part.key}.${name}`);
    const kept = Object.entries(parts).filter(([name, value]) => {
      const place = `${path}.${part.key}.${name}`;
      const own = problems.filter((problem) => ownerOf(problem, names) === place);
      for (const problem of own) ofParts.add(problem);
      const reasons = own.map((problem) => `${problem.path.slice(place.length + 1)}: ${problem.message}`).join("; ");
      const isOff = (value as JsonObject | null)?.disabled === true;
      const message = `The ${part.noun} ${name} is left out: ${reasons}`;
      if (own.length > 0 && !isOff) warnings.push({ kind: part.kind, path: place, message });
      return own.length === 0;
    });
    return { ...config, [part.key]: Object.fromEntries(kept) };
  });
  return { plan: left, problems: problems.filter((problem) => !ofParts.has(problem)), warnings };
}

/** A name may begin with another one and a dot. */
function ownerOf({ path }: Problem, places: readonly string[]): string | undefined {
  const owners = places.filter((place) => path === place || path.startsWith(`${place}.`));
  return owners.sort((one, other) => other.length - one.length)[0];
}

/** What variables hold and their places in a part do not take. */
async function unfitting(plan: MountPlan, written: MountPlan): Promise<Problem[]> {
  const places = new Set<string>();
  mapConfigs(written, (config, path, { module }) => {
    const part = partOf(module);
    if (part !== undefined)
      for (const place of variablePlaces(config[part.key], `${path}.${part.key}`)) places.add(place);
    return config;
  });
  if (places.size === 0) return [];
  const waiting: Promise<Problem[]>[] = [];
  mapConfigs(plan, (config, path, entry) => {
    const found = async (): Promise<Problem[]> => {
      const definition = partOf(entry.module) === undefined ? undefined : await loadBuiltIn(entry.module);
      return definition === undefined
        ? []
        : configProblems(definition.configSchema, entry, path.replace(/\.config$/, ""));
    };
    waiting.push(found());
    return config;
  });
  return (await Promise.all(waiting)).flat().filter(({ path }) => places.has(path));
}

function partOf(module: string): Part | undefined {
  return Object.hasOwn(PARTS, module) ? PARTS[module] : undefined;
}
