/** From what a client asks for to the plan of a session: a profile with the settings over it, or a mount plan; then overrides. Runs nothing. */
import { checkMountPlan, type JsonObject, KernelError, type MountPlan, type Problem } from "../../kernel/index.ts";
import { withApproval } from "./approval-policy.ts";
import { withServers } from "./mcp/with-servers.ts";
import { mergePlans, withEntries } from "./merge-plans.ts";
import { changedKeys, type PlanLayer } from "./origins.ts";
import { compileProfile, type ProfileSources } from "./profiles/compile-profile.ts";
import { defaultProfile } from "./profiles/shipped.ts";
import { applySettings } from "./settings/apply-settings.ts";
import { settingsLayers } from "./settings/settings-layers.ts";

export interface PlanRequest {
  readonly profile?: string | undefined;
  readonly mountPlan?: unknown;
  readonly overrides?: JsonObject | undefined;
  /** MCP servers of the client's, by name: they win over all others. */
  readonly mcpServers?: JsonObject | undefined;
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
  /** What the plan is made of, the weakest first. */
  readonly layers: readonly PlanLayer[];
}

export type PlanSources = ProfileSources;

/**
 * A client's own mount plan is used as it is: of the settings, only the rules of the policy count then, see `withRules`.
 * @throws KernelError `mount-plan-invalid`; SettingsError
 */
export async function compilePlan(request: PlanRequest, sources: PlanSources): Promise<CompiledPlan> {
  const settings = sources.settings.values;
  const isGiven = request.mountPlan !== undefined;
  const chosen = request.profile ?? settings.profile;
  const profile = isGiven ? undefined : (chosen ?? defaultProfile(sources.environment));
  const base = profile === undefined ? givenPlan(request.mountPlan) : await settledPlan(profile, sources);
  const overrides = withEntries(request.overrides);
  const merged = mergePlans(base.plan, overrides);
  const { whole, layer } = await withGivenServers(merged, request.mcpServers);
  const { plan, errors, warnings } = checkMountPlan(whole);
  if (plan === undefined) throw invalidPlan(errors);
  const told = warnings.map((problem) => ({ kind: "unknown-section", path: problem.path, message: problem.message }));
  const demo = chosen === undefined && profile === "demo" ? [DEMO_WARNING] : [];
  const isUnguarded = isGiven || settings.hooks?.["hooks-approval"]?.enabled === false;
  const layers = [...base.layers, { origin: "overrides", tree: overrides }, ...layer];
  return {
    plan: isUnguarded ? plan : withApproval(plan),
    ...(profile !== undefined && { profile }),
    warnings: [...demo, ...base.warnings, ...told],
    layers,
  };
}

const DEMO_WARNING: PlanWarning = {
  kind: "demo-provider",
  message:
    "No provider's key was found, so this is the offline demonstration; set ANTHROPIC_API_KEY or OPENAI_API_KEY.",
};

type BasePlan = Pick<CompiledPlan, "layers" | "warnings"> & { readonly plan: unknown };

function givenPlan(mountPlan: unknown): BasePlan {
  const plan = withEntries(mountPlan);
  return { plan, layers: [{ origin: "mountPlan", tree: plan }], warnings: [] };
}

async function settledPlan(profile: string, sources: PlanSources): Promise<BasePlan> {
  const compiled = await compileProfile(profile, sources);
  const { values, leaves } = sources.settings;
  const plan = applySettings(compiled.plan, values);
  const layers = [...compiled.layers, ...settingsLayers(compiled.plan, leaves)];
  return { plan, layers, warnings: compiled.warnings };
}

/** @throws SettingsError `invalid-params` with everything that is wrong with a server */
async function withGivenServers(
  plan: unknown,
  servers: JsonObject | undefined,
): Promise<{ readonly whole: unknown; readonly layer: readonly PlanLayer[] }> {
  if (servers === undefined || typeof plan !== "object" || plan === null) return { whole: plan, layer: [] };
  const { requireServers } = await import("./mcp/given-servers.ts");
  await requireServers(servers);
  const whole = withServers(plan as JsonObject, servers);
  return { whole, layer: [{ origin: "mcpServers", keys: changedKeys(plan as JsonObject, whole) }] };
}

export function invalidPlan(problems: readonly Problem[]): KernelError {
  const lines = problems.map((problem) => `${problem.path || "mount plan"}: ${problem.message}`);
  return new KernelError("mount-plan-invalid", `The mount plan is not valid: ${lines.join("; ")}`, { problems });
}
