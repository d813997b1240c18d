/** Settings, trust, the profile of new sessions with its modules, and the keys of providers. */
import { type MountPlan, messageOf } from "../../../kernel/index.ts";
import { compilePlan } from "../../plan/compile-plan.ts";
import { readyPlan } from "../../plan/ready-plan.ts";
import type { Settings } from "../../plan/settings/read-settings.ts";
import { SettingsService } from "../../plan/settings/settings-service.ts";
import { validatePlan } from "../../plan/validate-plan.ts";
import type { Examination, Finding } from "./finding.ts";
import { examineServers } from "./servers.ts";

export async function examineConfiguration({ environment, cwd }: Examination): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = await new SettingsService(environment).read(cwd);
  } catch (error) {
    return [{ about: "settings", status: "error", found: messageOf(error), fix: "correct the file at that line" }];
  }
  return [
    ...settingsFindings(settings),
    ...(await profileFindings({ environment, cwd }, settings)),
    ...(await examineServers({ environment, cwd }, settings)),
  ];
}

function settingsFindings({ warnings, leaves }: Settings): Finding[] {
  if (warnings.length === 0) return [{ about: "settings", status: "ok", found: `${leaves.length} values` }];
  return warnings.map(({ kind, message }) => {
    const about = kind === "untrusted-workspace" ? "trust" : "settings";
    const fix = about === "trust" ? "look at it with: ampd trust --list" : "correct or remove it";
    return { about, status: "warning", found: message, fix };
  });
}

async function profileFindings({ environment, cwd }: Examination, settings: Settings): Promise<Finding[]> {
  try {
    const { plan, profile = "" } = await compilePlan({}, { environment, settings });
    const { problems } = await validatePlan(plan);
    const faults = problems.map(({ path, message }): Finding => {
      return {
        about: "profile",
        status: "error",
        found: `${profile}: ${path}: ${message}`,
        fix: "ampd plan show --origins names the file",
      };
    });
    const fine: Finding = { about: "profile", status: "ok", found: `${profile}, with ${namesOf(plan.tools)}` };
    return [
      ...(faults.length === 0 ? [fine] : faults),
      ...(await providerFindings(plan, { environment, cwd }, settings)),
    ];
  } catch (error) {
    return [
      {
        about: "profile",
        status: "error",
        found: messageOf(error),
        fix: "ampd profile list shows those that can be used",
      },
    ];
  }
}

async function providerFindings(
  plan: MountPlan,
  { environment, cwd }: Examination,
  settings: Settings,
): Promise<Finding[]> {
  if (plan.providers.some(({ module }) => module === "provider-mock")) {
    const fix = "set a provider's key, such as ANTHROPIC_API_KEY, or run: ampd init";
    return [{ about: "providers", status: "warning", found: "the scripted provider answers, not a model", fix }];
  }
  const ready = await readyPlan(plan, { settings, cwd, environment, isOurs: false });
  const lost = ready.warnings.filter(({ path }) => path?.startsWith("providers"));
  const failures = lost.map(({ message, path = "" }): Finding => {
    return {
      about: "providers",
      status: "error",
      found: `${path}: ${message}`,
      fix: "set it, or name another place with: ampd init --force",
    };
  });
  if (failures.length > 0) return failures;
  return [{ about: "providers", status: "ok", found: `${namesOf(plan.providers)}; keys were not tried out` }];
}

function namesOf(entries: readonly { readonly module: string }[]): string {
  return entries.map(({ module }) => module).join(", ") || "none";
}
