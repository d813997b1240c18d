/** Settings, trust, the profile of new sessions with its modules, and the keys of providers. */
import { type MountPlan, messageOf } from "../../../kernel/index.ts";
import { compilePlan } from "../../plan/compile-plan.ts";
import { type ProfileSources, profileLibrary } from "../../plan/profiles/compile-profile.ts";
import { readyPlan } from "../../plan/ready-plan.ts";
import type { Settings } from "../../plan/settings/read-settings.ts";
import { SettingsService } from "../../plan/settings/settings-service.ts";
import { validatePlan } from "../../plan/validate-plan.ts";
import type { Examination, Finding } from "./finding.ts";
import { examineKeys } from "./provider-keys.ts";
import { examineServers } from "./servers.ts";

export async function examineConfiguration({ environment, cwd }: Examination): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = await new SettingsService(environment).read(cwd);
  } catch (error) {
    const found = messageOf(error);
    const fix = /:\d+: |: line \d+: /.test(found)
      ? "correct the file at that line"
      : "mend what it names, or move it away";
    return [{ about: "settings", status: "error", found, fix }];
  }
  return [
    ...settingsFindings(settings),
    ...(await profileFindings({ environment, cwd }, settings)),
    ...(await otherProfileFindings({ environment, settings })),
    ...(await examineServers({ environment, cwd }, settings)),
  ];
}

function settingsFindings({ warnings, leaves }: Settings): Finding[] {
  if (warnings.length === 0) return [{ about: "settings", status: "ok", found: `${leaves.length} values` }];
  return warnings.map(({ kind, message }) => {
    const about = kind === "untrusted-workspace" ? "trust" : "settings";
    const fix = about === "trust" ? "look at it with: ampd trust --list" : CORRECT;
    return { about, status: "warning", found: message, fix };
  });
}

async function profileFindings({ environment, cwd }: Examination, settings: Settings): Promise<Finding[]> {
  try {
    const { plan, profile = "", warnings } = await compilePlan({}, { environment, settings });
    const { problems } = await validatePlan(plan);
    const told = warnings
      .filter(({ kind }) => kind !== "demo-provider")
      .map(({ message }): Finding => ({ about: "profile", status: "warning", found: message, fix: CORRECT }));
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
      ...told,
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

const CORRECT = "correct or remove it";

/** Those that nobody has chosen are no less broken. What only waits for trust is told beside it. */
async function otherProfileFindings(sources: ProfileSources): Promise<Finding[]> {
  const chosen = sources.settings.values.profile;
  const broken = (await profileLibrary(sources).list()).filter(
    ({ name, problem = "" }) => name !== chosen && problem !== "" && !problem.includes("not trusted"),
  );
  return broken.map(({ name, problem = "" }) => {
    return { about: `profile ${name}`, status: "warning", found: problem, fix: CORRECT };
  });
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
  const keys = examineKeys(ready.plan.providers, environment);
  if (failures.length + keys.length > 0) return [...failures, ...keys];
  return [{ about: "providers", status: "ok", found: `${namesOf(plan.providers)}; keys were not tried out` }];
}

function namesOf(entries: readonly { readonly module: string }[]): string {
  return entries.map(({ module }) => module).join(", ") || "none";
}
