/**
 * From a compiled plan to the one that is mounted: with the rules of the settings, variables, secrets and files of context. What it adds
 * is never stored: it is made anew each time that the session starts.
 */
import type { MountPlan, Problem } from "../../kernel/index.ts";
import { invalidPlan, type PlanWarning } from "./compile-plan.ts";
import { expandPlan } from "./environment.ts";
import { withoutUnreadyParts } from "./independent-parts.ts";
import { type ContextPlace, withContextFiles } from "./mentions/context-files.ts";
import { resolveSecrets, secretsIn } from "./secrets.ts";
import { withRules } from "./settings/apply-settings.ts";
import { withTypes } from "./typed-variables.ts";

export interface Readiness extends ContextPlace {
  /** The plan is a profile's or an agent's. A client's own mount plan says all that its instruction is. */
  readonly isOurs: boolean;
}

export interface ReadyPlan {
  readonly plan: MountPlan;
  /** What the plan's references and secret variables led to. */
  readonly secrets: readonly string[];
  readonly warnings: readonly PlanWarning[];
}

/** A provider, a tool or an MCP server that lacks a variable or a secret is left out and told. @throws KernelError `mount-plan-invalid` for anything else that does */
export async function readyPlan(plan: MountPlan, { isOurs, ...place }: Readiness): Promise<ReadyPlan> {
  const { cwd, settings, environment } = place;
  const written = withRules(plan, settings.values);
  const { plan: expanded, problems } = expandPlan(written, environment);
  const secret = await resolveSecrets(await withTypes(expanded, written), { environment, cwd });
  const lacking = { plan: secret.plan, problems: [...problems, ...secret.problems] };
  const parts = await withoutUnreadyParts(lacking, written);
  const left = withoutUnready(parts.plan, parts.problems);
  const whole = isOurs ? await withContextFiles(left.plan, place) : { plan: left.plan, warnings: [] };
  const secrets = secretsIn(whole.plan, { read: secret.secrets, environment });
  return {
    plan: whole.plan,
    secrets,
    warnings: [...settings.warnings, ...parts.warnings, ...left.warnings, ...whole.warnings],
  };
}

/** @throws KernelError `mount-plan-invalid` where the session cannot be without what lacks something */
function withoutUnready(plan: MountPlan, problems: readonly Problem[]): { plan: MountPlan; warnings: PlanWarning[] } {
  const placeOf = ({ path }: Problem): string | undefined => /^(providers|tools)\[\d+\]/.exec(path)?.[0];
  const fatal = problems.filter((problem) => placeOf(problem) === undefined);
  if (fatal.length > 0) throw invalidPlan(fatal);
  const missing = new Set(problems.map(placeOf));
  const without = (section: "providers" | "tools"): MountPlan["tools"] =>
    plan[section].filter((_, index) => !missing.has(`${section}[${index}]`));
  const warnings = problems.map(({ path, message }) => ({ kind: "module-load-failed", path, message }));
  return { plan: { ...plan, providers: without("providers"), tools: without("tools") }, warnings };
}
