/** From what a client asks for to the plan of a session: a profile with the settings over it, or a mount plan; then overrides. Runs nothing. */
import {
  checkMountPlan,
  didYouMean,
  type JsonObject,
  KernelError,
  type MountPlan,
  type Problem,
} from "../../kernel/index.ts";
import { withApproval } from "./approval-policy.ts";
import { mergePlans, withEntries } from "./merge-plans.ts";
import { applySettings } from "./settings/apply-settings.ts";
import type { SettingsValues } from "./settings/schema.ts";
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

export interface PlanSources {
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: SettingsValues;
}

/**
 * A client's own mount plan is used as it is: of the settings, only the rules of the policy count then, see `withRules`.
 * @throws KernelError `mount-plan-invalid`; ProfileNotFound
 */
export function compilePlan(request: PlanRequest, { environment, settings }: PlanSources): CompiledPlan {
  const isGiven = request.mountPlan !== undefined;
  const chosen = request.profile ?? settings.profile;
  const profile = isGiven ? undefined : (chosen ?? defaultProfile(environment));
  const base = profile === undefined ? withEntries(request.mountPlan) : settledPlan(profile, settings);
  const { plan, errors, warnings } = checkMountPlan(mergePlans(base, withEntries(request.overrides)));
  if (plan === undefined) throw invalidPlan(errors);
  const told = warnings.map((problem) => ({ kind: "unknown-section", path: problem.path, message: problem.message }));
  const demo = chosen === undefined && profile === "demo" ? [DEMO_WARNING] : [];
  const isUnguarded = isGiven || settings.hooks?.["hooks-approval"]?.enabled === false;
  const guarded = isUnguarded ? plan : withApproval(plan);
  return { plan: guarded, ...(profile !== undefined && { profile }), warnings: [...demo, ...told] };
}

const DEMO_WARNING: PlanWarning = {
  kind: "demo-provider",
  message:
    "No provider's key was found, so this is the offline demonstration; set ANTHROPIC_API_KEY or OPENAI_API_KEY.",
};

function settledPlan(profile: string, settings: SettingsValues): JsonObject {
  return applySettings(withEntries(profilePlan(profile)) as JsonObject, settings);
}

function profilePlan(name: string): JsonObject {
  const profile = Object.hasOwn(SHIPPED_PROFILES, name) ? SHIPPED_PROFILES[name] : undefined;
  if (profile === undefined) throw new ProfileNotFound(name);
  return profile.mountPlan;
}

export function invalidPlan(problems: readonly Problem[]): KernelError {
  const lines = problems.map((problem) => `${problem.path || "mount plan"}: ${problem.message}`);
  return new KernelError("mount-plan-invalid", `The mount plan is not valid: ${lines.join("; ")}`, { problems });
}
