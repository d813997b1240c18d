/** Loads what a mount plan names, through the mounted resolver: checks each module, then its config, then mounts it. */
import type * as z from "zod";
import type {
  ModuleEntry,
  ModuleKind,
  MountFailure,
  MountPlan,
  MountReport,
  ResolvedModule,
} from "./contracts/module.ts";
import type { Coordinator } from "./coordinator.ts";
import { KernelError, messageOf, type Problem } from "./errors.ts";
import { entryId, problemsOf } from "./mount-plan.ts";
import type { Scope } from "./scope.ts";

interface PlannedModule {
  readonly entry: ModuleEntry;
  readonly kind: ModuleKind;
  /** The entry's place in the plan, such as `tools[2]`. */
  readonly path: string;
}
type LoadedModule = PlannedModule & ResolvedModule;

/** In the order of loading: orchestrator, context, providers, tools, hooks. */
export function plannedModules(plan: MountPlan): PlannedModule[] {
  const list = (kind: ModuleKind, section: "providers" | "tools" | "hooks"): PlannedModule[] =>
    plan[section].map((entry, index) => ({ entry, kind, path: `${section}[${index}]` }));
  return [
    { entry: plan.session.orchestrator, kind: "orchestrator", path: "session.orchestrator" },
    { entry: plan.session.context, kind: "context", path: "session.context" },
    ...list("provider", "providers"),
    ...list("tool", "tools"),
    ...list("hook", "hooks"),
  ];
}

/**
 * Mounts everything that the plan names. A module that fails is left out and reported, unless the session cannot be
 * without it: the orchestrator, the context, and what says that it is required.
 * @throws KernelError `mount-plan-invalid` with each config key that is wrong; `module-load-failed`; `module-not-found`
 */
export async function loadModules(coordinator: Coordinator, scope: Scope): Promise<MountReport> {
  const planned = plannedModules(coordinator.plan);
  const resolved = await Promise.all(planned.map((one) => resolve(one, coordinator).catch(leaveOut(one))));
  const loaded = resolved.filter((one) => "definition" in one);
  const problems = loaded.flatMap((one) => configProblems(one.definition.configSchema, one.entry, one.path));
  const lines = problems.map((problem) => `${problem.path}: ${problem.message}`);
  if (problems.length > 0) throw new KernelError("mount-plan-invalid", lines.join("; "), { problems });
  const failures = resolved.filter((one) => "reason" in one);
  const mounted: LoadedModule[] = [];
  for (const module of loaded) {
    const failure = await mount(module, coordinator, scope).catch(leaveOut(module));
    if (failure === undefined) mounted.push(module);
    else failures.push(failure);
  }
  for (const failure of failures) await coordinator.hooks.emit("module:load_failed", { ...failure });
  for (const module of mounted) await announceReady(module, coordinator);
  return { mounted: mounted.map(describe), failures };
}

/** Everything in an entry's config that the module's schema does not take. */
export function configProblems(schema: z.ZodType, entry: ModuleEntry, path: string): Problem[] {
  const result = schema.safeParse(entry.config ?? {});
  const knownKeys = "shape" in schema ? Object.keys(Object(schema.shape)) : [];
  return result.success ? [] : problemsOf(result.error, () => knownKeys, `${path}.config`);
}

async function resolve(planned: PlannedModule, coordinator: Coordinator): Promise<LoadedModule> {
  const resolved = await coordinator.get("module-source-resolver")?.resolve(planned.entry);
  if (resolved === undefined) throw new KernelError("module-not-found", "no module-source-resolver is mounted");
  const { kind, name } = resolved.definition;
  if (kind === planned.kind) return { ...planned, ...resolved };
  throw new Error(`${name} is a module of kind ${kind}, but it is listed as a ${planned.kind}`);
}

async function mount({ definition, entry }: LoadedModule, coordinator: Coordinator, scope: Scope): Promise<undefined> {
  const cleanup = await definition.mount(coordinator, definition.configSchema.parse(entry.config ?? {}), entry.id);
  if (cleanup !== undefined) scope.add(entryId(entry), cleanup);
}

/** @throws KernelError when the session cannot be without the module */
function leaveOut({ entry, kind, path, definition }: PlannedModule & Partial<ResolvedModule>) {
  return (error: unknown): MountFailure => {
    const reason = messageOf(error);
    const isEssential = kind === "orchestrator" || kind === "context" || definition?.isRequired;
    if (!isEssential) return { id: entryId(entry), module: entry.module, path, reason };
    const isMissing = error instanceof KernelError && error.code === "module-not-found";
    const code = isMissing ? "module-not-found" : "module-load-failed";
    throw new KernelError(code, `${path}: ${entry.module}: ${reason}`, { cause: error });
  };
}

async function announceReady({ definition }: LoadedModule, coordinator: Coordinator): Promise<void> {
  try {
    await definition.onSessionReady?.(coordinator);
  } catch (error) {
    const failure = { module: definition.name, reason: messageOf(error) };
    await coordinator.hooks.emit("module:on_session_ready_failed", failure);
  }
}

function describe({ entry, kind, layer, source }: LoadedModule): MountReport["mounted"][number] {
  return { id: entryId(entry), module: entry.module, kind, layer, source };
}
