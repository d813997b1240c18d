/** The approval policy is part of every session, so that deny by default never depends on somebody remembering it. Decides nothing itself. */
import type { MountPlan } from "../../kernel/index.ts";
import type { PlanWarning } from "./compile-plan.ts";

const POLICY = "hooks-approval";

/** For a plan that was compiled; a client's own mount plan, and what the user's own settings leave out, stays as it is. */
export function withApproval(plan: MountPlan): MountPlan {
  if (plan.hooks.some(({ module }) => module === POLICY)) return plan;
  return { ...plan, hooks: [{ module: POLICY }, ...plan.hooks] };
}

/** What the plan asks for and this ampd does not allow: the policy then asks as usual, and whoever made the session is told. */
export function modeWarnings(plan: MountPlan, options: { readonly allowsYolo: boolean }): PlanWarning[] {
  if (options.allowsYolo) return [];
  return plan.hooks.flatMap(({ module, config }, index) => {
    if (module !== POLICY || config?.mode !== "yolo") return [];
    const message = "The mode yolo needs an ampd that was started with --allow-yolo; the session asks as usual.";
    return [{ kind: "mode-not-allowed", path: `hooks[${index}].config.mode`, message }];
  });
}
