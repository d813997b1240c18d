/** What the command line allows and denies, as overrides of a new session's plan. Whether the plan is a good one is for ampd to say. */
import { mountPlanCompile } from "../../protocol/index.ts";
import type { AmpdClient } from "../node/index.ts";
import type { Permissions } from "./command.ts";
import { ShellError } from "./shell-error.ts";

export interface PlanBase {
  readonly cwd: string;
  readonly profile?: string;
  readonly mountPlan?: Record<string, unknown>;
}

interface Entry {
  readonly module: string;
  readonly id?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

const POLICY = "hooks-approval";

/**
 * Nothing where there is nothing to change. A list in overrides takes the place of the plan's, so the plan's own rules are asked for
 * and stay in front; those of the settings are added by ampd in any case.
 * @throws AmpdError; ShellError where a rule of the plan cannot be had, and would be lost
 */
export async function permissionOverrides(
  client: AmpdClient,
  { mode, rules }: Permissions,
  base: PlanBase,
): Promise<{ hooks: Entry[] } | undefined> {
  if (mode === undefined && rules.length === 0) return undefined;
  const { mountPlan } = await client.request(mountPlanCompile, { ...base });
  const policies = (mountPlan.hooks as readonly Entry[]).filter(({ module }) => module === POLICY);
  if (rules.length > 0) requireWhole(policies);
  const changed = (policies.length === 0 ? [{ module: POLICY }] : policies).map(({ module, id, config }: Entry) => ({
    module,
    ...(id !== undefined && { id }),
    config: {
      ...(mode !== undefined && { mode }),
      ...(rules.length > 0 && { rules: [...listOf(config?.rules), ...rules] }),
    },
  }));
  return { hooks: changed };
}

/** ampd masks what looks like a secret, and a rule with a mask in it would match nothing. */
function requireWhole(policies: readonly Entry[]): void {
  const isMasked = policies.some(({ config }) => JSON.stringify(listOf(config?.rules)).includes(MASK));
  if (!isMasked) return;
  throw new ShellError(
    "--allow, --deny: a rule of the plan has what looks like a secret in it, so that others cannot be put beside it; " +
      "write yours into the plan or the settings.",
  );
}

const MASK = "[REDACTED:";

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
