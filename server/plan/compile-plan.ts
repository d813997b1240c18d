/** From what a client asks for to the plan of a session: profile or mount plan, overrides over it, checked. Runs nothing. */
import {
  checkMountPlan,
  didYouMean,
  type JsonObject,
  KernelError,
  type MountPlan,
  type Problem,
} from "../../kernel/index.ts";
import { withApproval } from "./approval-policy.ts";
import { defaultProfile, SHIPPED_PROFILES } from "./shipped-profiles.ts";

export interface PlanRequest {
  readonly profile?: string | undefined;
  readonly mountPlan?: unknown;
  readonly overrides?: JsonObject | undefined;
}

export interface PlanWarning {
  readonly kind: string;
  readonly message: string;
  readonly path?: string;
}

export interface CompiledPlan {
  readonly plan: MountPlan;
  /** Nothing when the client gave a mount plan. */
  readonly profile?: string;
  readonly warnings: readonly PlanWarning[];
}

export class ProfileNotFound extends Error {
  constructor(name: string) {
    const names = Object.keys(SHIPPED_PROFILES);
    super(`There is no profile "${name}" (the profiles are ${names.join(", ")})${didYouMean(name, names)}`);
    this.name = "ProfileNotFound";
  }
}

/** @throws KernelError `mount-plan-invalid`; ProfileNotFound */
export function compilePlan(request: PlanRequest, environment: NodeJS.ProcessEnv): CompiledPlan {
  const isGiven = request.mountPlan !== undefined;
  const profile = isGiven ? undefined : (request.profile ?? defaultProfile(environment));
  const base = profile === undefined ? request.mountPlan : profilePlan(profile);
  const { plan, errors, warnings } = checkMountPlan(mergePlans(withEntries(base), withEntries(request.overrides)));
  if (plan === undefined) throw invalidPlan(errors);
  const told = warnings.map((problem) => ({ kind: "unknown-section", path: problem.path, message: problem.message }));
  const demo = request.profile === undefined && profile === "demo" ? [DEMO_WARNING] : [];
  const guarded = isGiven ? plan : withApproval(plan);
  return { plan: guarded, ...(profile !== undefined && { profile }), warnings: [...demo, ...told] };
}

const DEMO_WARNING: PlanWarning = {
  kind: "demo-provider",
  message:
    "No provider's key was found, so this is the offline demonstration; set ANTHROPIC_API_KEY or OPENAI_API_KEY.",
};

function profilePlan(name: string): JsonObject {
  const profile = Object.hasOwn(SHIPPED_PROFILES, name) ? SHIPPED_PROFILES[name] : undefined;
  if (profile === undefined) throw new ProfileNotFound(name);
  return profile.mountPlan;
}

export function invalidPlan(problems: readonly Problem[]): KernelError {
  const lines = problems.map((problem) => `${problem.path || "mount plan"}: ${problem.message}`);
  return new KernelError("mount-plan-invalid", `The mount plan is not valid: ${lines.join("; ")}`, { problems });
}

/** A module that is given by its name alone is an entry like any other: an override must not replace the whole list. */
function withEntries(plan: unknown): unknown {
  if (!isObject(plan)) return plan;
  const lists = ["providers", "tools", "hooks"].flatMap((section) => {
    const list = plan[section];
    if (!Array.isArray(list)) return [];
    return [[section, list.map((item) => (typeof item === "string" ? { module: item } : item))] as const];
  });
  return { ...plan, ...Object.fromEntries(lists) };
}

/** Objects merge deeply, module lists by id with the order of the base; everything else is replaced. Inputs stay as they are. */
export function mergePlans(base: unknown, overrides: unknown): unknown {
  if (overrides === undefined) return base;
  if (isModuleList(base) && isModuleList(overrides)) return mergeModules(base, overrides);
  if (!isObject(base) || !isObject(overrides)) return overrides;
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(overrides)) merged[key] = mergePlans(base[key], value);
  return merged;
}

type Module = JsonObject & { readonly module: string };

function mergeModules(base: readonly Module[], overrides: readonly Module[]): Module[] {
  const idOf = (entry: Module): unknown => entry.id ?? entry.instance_id ?? entry.module;
  const merged = base.map((entry) => {
    const override = overrides.find((other) => idOf(other) === idOf(entry));
    return (override === undefined ? entry : mergePlans(entry, override)) as Module;
  });
  const added = overrides.filter((entry) => !base.some((other) => idOf(other) === idOf(entry)));
  return [...merged, ...added];
}

function isModuleList(value: unknown): value is Module[] {
  return Array.isArray(value) && value.every((item) => isObject(item) && typeof item.module === "string");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
