/** `profile/*`, `mountPlan/*`: what profiles and settings come to, in a directory. */
import { resolve } from "node:path";
import { KernelError, type MountPlan, type Problem } from "../../kernel/index.ts";
import { redact } from "../../modules/lib/redaction/index.ts";
import { mountPlanCompile, mountPlanValidate, profileGet, profileList } from "../../protocol/index.ts";
import { compilePlan, type PlanRequest } from "../plan/compile-plan.ts";
import { originsOf } from "../plan/origins.ts";
import { compileProfile, type ProfileSources, profileLibrary } from "../plan/profiles/compile-profile.ts";
import { BUILT_IN } from "../plan/profiles/library.ts";
import { defaultProfile } from "../plan/profiles/shipped.ts";
import { SettingsError } from "../plan/settings/settings-error.ts";
import type { SettingsService } from "../plan/settings/settings-service.ts";
import { storablePlan } from "../plan/stored-plan.ts";
import { validatePlan } from "../plan/validate-plan.ts";
import type { RpcCall } from "../rpc/contracts.ts";
import { RequestError } from "../session/request-error.ts";
import { existingDirectory } from "./existing-directory.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function profileMethods({ clientOf }: MethodContext, settings: SettingsService): Methods {
  const { environment } = settings;
  const sourcesOf = async (call: RpcCall, cwd: string | undefined): Promise<ProfileSources> => {
    const directory = await existingDirectory(resolve(clientOf(call).cwd, cwd ?? "."));
    return { environment, settings: await settings.read(directory) };
  };
  return {
    ...handle(profileList, async ({ cwd }, call) => {
      const sources = await sourcesOf(call, cwd);
      const chosen = sources.settings.values.profile ?? defaultProfile(environment);
      const listed = await profileLibrary(sources).list();
      const profiles = listed.map(({ name, description = "", layer, path, problem }) => ({
        name,
        description,
        layer,
        isDefault: name === chosen,
        ...(path !== undefined && { path }),
        ...(problem !== undefined && { problem }),
      }));
      return { profiles };
    }),
    ...handle(profileGet, async ({ name, cwd }, call) => {
      const sources = await sourcesOf(call, cwd);
      const { plan, line, warnings } = await compileProfile(name, sources);
      const own = line.at(-1);
      const layer = own === undefined ? BUILT_IN : profileLibrary(sources).layerOf(own);
      return {
        name,
        description: own?.description ?? "",
        layer,
        ...(own !== undefined && layer !== BUILT_IN && { path: own.origin }),
        extends: line.map((document) => ({ name: document.name, origin: document.origin })),
        mountPlan: redact(plan) as never,
        warnings: [...warnings],
      };
    }),
    ...handle(mountPlanCompile, async ({ cwd, ...request }, call) => {
      requireOneBase(request);
      const sources = await sourcesOf(call, cwd);
      const { plan, profile, warnings, layers } = await compilePlan(request, sources);
      return {
        mountPlan: redact(plan) as never,
        ...(profile !== undefined && { profile }),
        origins: originsOf({ ...plan }, layers),
        warnings: [...warnings, ...storablePlan(plan).warnings, ...sources.settings.warnings],
      };
    }),
    ...handle(mountPlanValidate, async ({ cwd, ...request }, call) => {
      requireOneBase(request);
      const isWhole = request.overrides === undefined && request.mcpServers === undefined;
      if (request.mountPlan !== undefined && isWhole) return told(await validatePlan(request.mountPlan));
      const compiled = await compiledOrProblems(request, await sourcesOf(call, cwd));
      if ("problems" in compiled) return { valid: false, ...told({ ...compiled, warnings: [] }) };
      return told(await validatePlan(compiled.plan));
    }),
  };
}

function told<Report extends { problems: readonly Problem[]; warnings: readonly Problem[] }>(report: Report) {
  return { ...report, problems: report.problems as never, warnings: report.warnings as never };
}

/** What keeps a plan from being made is a problem of it, here. */
async function compiledOrProblems(
  request: PlanRequest,
  sources: ProfileSources,
): Promise<{ readonly plan: MountPlan } | { readonly problems: readonly Problem[] }> {
  try {
    return await compilePlan(request, sources);
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof KernelError)) throw error;
    const { problems = [] } = error;
    return { problems: problems.length > 0 ? problems : [{ path: "profile", message: error.message }] };
  }
}

function requireOneBase({ profile, mountPlan }: PlanRequest): void {
  if (profile === undefined || mountPlan === undefined) return;
  throw new RequestError("invalid-params", "profile: give a profile or a mountPlan, not both");
}
