/** `ampd plan show|check`: what profiles and settings come to here, and where each value is from. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { redact } from "../../modules/lib/redaction/index.ts";
import { type CompiledPlan, compilePlan } from "../plan/compile-plan.ts";
import { originsOf, planLeaves } from "../plan/origins.ts";
import type { ProfileSources } from "../plan/profiles/compile-profile.ts";
import { SettingsService } from "../plan/settings/settings-service.ts";
import { validatePlan } from "../plan/validate-plan.ts";
import type { Choose, Task, TaskContext } from "./command-line-task.ts";

interface PlanArguments {
  readonly profile?: string | undefined;
  readonly cwd: string;
}

export function addPlanCommand(parser: Argv, choose: Choose): void {
  const cwd = { type: "string", default: ".", describe: "The directory of the session", requiresArg: true } as const;
  const profile = { type: "string", describe: "Default: the one that sessions get", requiresArg: true } as const;
  parser.command("plan", "Show and check what a session would be made of", (args) =>
    args
      .command(
        "show",
        "Print the mount plan as JSON; nothing is run",
        (own) =>
          own.option("profile", profile).option("cwd", cwd).option("origins", {
            type: "boolean",
            default: false,
            describe: "One value a line, with where it is from",
          }),
        (given) => choose(showTask(given)),
      )
      .command(
        "check",
        "Find every problem of it",
        (own) => own.option("profile", profile).option("cwd", cwd),
        (given) => choose(checkTask(given)),
      )
      .demandCommand(1, "plan: show or check?"),
  );
}

export async function sourcesOf({ environment, cwd: from }: TaskContext, cwd: string): Promise<ProfileSources> {
  return { environment, settings: await new SettingsService(environment).read(resolve(from, cwd)) };
}

async function compiled(context: TaskContext, { profile, cwd }: PlanArguments): Promise<CompiledPlan> {
  const sources = await sourcesOf(context, cwd);
  const plan = await compilePlan({ profile }, sources);
  for (const { message } of [...plan.warnings, ...sources.settings.warnings]) process.stderr.write(`${message}\n`);
  return plan;
}

function showTask(given: PlanArguments & { readonly origins: boolean }): Task {
  return async (context) => {
    const { plan, layers } = await compiled(context, given);
    if (!given.origins) {
      context.print(`${JSON.stringify(redact(plan), null, 2)}\n`);
      return 0;
    }
    const origins = originsOf({ ...plan }, layers);
    for (const { place, value } of planLeaves(redact(plan))) {
      if (isNothing(value)) continue;
      context.print(`${place}: ${JSON.stringify(value)}  # ${origins[place] ?? "policy"}\n`);
    }
    return 0;
  };
}

/** An empty section says nothing, and comes from nowhere. */
function isNothing(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function checkTask(given: PlanArguments): Task {
  return async (context) => {
    const { plan, profile } = await compiled(context, given);
    const { valid, problems, warnings } = await validatePlan(plan);
    for (const { path, message } of warnings) process.stderr.write(`${path}: ${message}\n`);
    for (const { path, message } of problems) context.print(`${path}: ${message}\n`);
    if (valid) context.print(`The plan of ${profile} is valid.\n`);
    return valid ? 0 : 1;
  };
}
