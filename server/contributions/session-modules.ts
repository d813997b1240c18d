/** The modules of a live session: which there are, and how one more is mounted or one is taken out between turns. */
import {
  type Cleanup,
  type Coordinator,
  checkMountPlan,
  configProblems,
  entryId,
  type JsonObject,
  KernelError,
  type ModuleDefinition,
  type ModuleEntry,
  type ModuleResolver,
  type MountedModule,
  type MountPlan,
  messageOf,
  type Problem,
  type ResolvedModule,
} from "../../kernel/index.ts";
import { expandPlan } from "../plan/environment.ts";
import { resolveSecrets, secretsIn } from "../plan/secrets.ts";
import { withTypes } from "../plan/typed-variables.ts";
import { RequestError } from "../session/request-error.ts";
import type { SessionSecrets } from "../session/session-secrets.ts";
import { MountingView } from "./mounting-view.ts";

interface Mounted {
  readonly entry: ModuleEntry;
  readonly resolved: ResolvedModule;
  /** Runs once, whoever calls it. Nothing: the module cannot be taken out alone. */
  readonly unmount: Cleanup | undefined;
}

export interface SessionModulesOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Of the session. */
  readonly cwd: string;
  /** Learns those of what is mounted later. */
  readonly secrets: SessionSecrets;
}

/** A module with what can be told of it. */
export type ListedModule = MountedModule & { readonly definition: ModuleDefinition };
type Section = "providers" | "tools" | "hooks";

const SECTIONS: Partial<Record<MountedModule["kind"], Section>> = {
  provider: "providers",
  tool: "tools",
  hook: "hooks",
};

export class SessionModules {
  readonly #options: SessionModulesOptions;
  readonly #mounted = new Set<Mounted>();

  constructor(options: SessionModulesOptions) {
    this.#options = options;
  }

  get all(): ListedModule[] {
    return [...this.#mounted].map(describe);
  }

  /** The same resolver, with an eye on what the modules that it finds leave to be cleaned up. */
  watching(resolver: ModuleResolver): ModuleResolver {
    return {
      resolve: async (entry) => {
        const resolved = await resolver.resolve(entry);
        return { ...resolved, definition: this.#watched(entry, resolved) };
      },
    };
  }

  /**
   * Mounts one more. Answers it, and its place in the plan.
   * @throws KernelError `mount-plan-invalid`, `module-not-found`, `module-load-failed`; then the session is as it was
   */
  async mount(coordinator: Coordinator, given: unknown): Promise<{ module: ListedModule; change: PlanChange }> {
    const { written, expanded } = await this.#read(given);
    const id = entryId(written);
    if (this.all.some((module) => module.id === id)) {
      throw invalid([{ path: "entry.id", message: `"${id}" is mounted already; give this one an id of its own` }]);
    }
    const resolved = await resolve(coordinator, expanded);
    const problems = configProblems(resolved.definition.configSchema, expanded, "entry");
    if (problems.length > 0) throw invalid(problems);
    await mount(coordinator, resolved.definition, expanded);
    const module = this.all.find((one) => one.id === id);
    const section = module === undefined ? undefined : SECTIONS[module.kind];
    if (module === undefined || section === undefined) throw new Error(`${id} was mounted, but it is not there`);
    await announceReady(coordinator, resolved.definition);
    return { module, change: (plan) => ({ ...plan, [section]: [...plan[section], written] }) };
  }

  /** @throws RequestError `module-not-found`, `invalid-params` */
  async unmount(id: string): Promise<{ module: ListedModule; change: PlanChange }> {
    const mounted = [...this.#mounted].find(({ entry }) => entryId(entry) === id);
    if (mounted === undefined) {
      const ids = this.all.map((module) => module.id).join(", ");
      throw new RequestError("module-not-found", `The session has no module "${id}". It has: ${ids}.`);
    }
    const module = describe(mounted);
    const section = SECTIONS[module.kind];
    const reason = whyItStays(mounted, section);
    if (reason !== undefined || section === undefined) throw new RequestError("invalid-params", `id: ${id}: ${reason}`);
    await mounted.unmount?.();
    const change: PlanChange = (plan) => ({ ...plan, [section]: plan[section].filter((one) => entryId(one) !== id) });
    return { module, change };
  }

  /** Takes down what was mounted behind the plan's own modules; each of those is down already. */
  async close(): Promise<void> {
    for (const { unmount } of [...this.#mounted].reverse()) await unmount?.();
  }

  #watched(entry: ModuleEntry, resolved: ResolvedModule): ModuleDefinition {
    const { definition } = resolved;
    let view: MountingView | undefined;
    return {
      ...definition,
      // Of a process it is known only once that has said so.
      get kind() {
        return definition.kind;
      },
      mount: async (coordinator, config, id) => {
        const own = new MountingView(coordinator);
        view = own;
        const cleanup = await mountIn(own, () => definition.mount(own.coordinator, config, id));
        let done: Promise<void> | undefined;
        const once = async (): Promise<void> => {
          this.#mounted.delete(mounted);
          await cleanup?.();
        };
        const unmount = (): Promise<void> => {
          done ??= once();
          return done;
        };
        const mounted: Mounted = { entry, resolved, unmount: cleanup === undefined ? undefined : unmount };
        this.#mounted.add(mounted);
        return cleanup === undefined ? undefined : unmount;
      },
      // Some know their session by its coordinator.
      onSessionReady: async (coordinator) => definition.onSessionReady?.(view?.coordinator ?? coordinator),
    };
  }

  /** As it is written, and with its variables resolved. */
  async #read(given: unknown): Promise<{ written: ModuleEntry; expanded: ModuleEntry }> {
    const essential = { session: { orchestrator: "none", context: "none" } };
    const { plan, errors } = checkMountPlan({ ...essential, tools: [given] });
    const [written] = plan?.tools ?? [];
    if (plan === undefined || written === undefined) throw invalid(errors.map(aboutEntry));
    const { environment, secrets } = this.#options;
    const { plan: expandedPlan, problems } = expandPlan(plan, environment);
    const secret = await resolveSecrets(await withTypes(expandedPlan, plan), this.#options);
    secrets.learn(secretsIn(secret.plan, { read: secret.secrets, environment }));
    const lacking = [...problems, ...secret.problems];
    if (lacking.length > 0) throw invalid(lacking.map(aboutEntry));
    return { written, expanded: secret.plan.tools[0] ?? written };
  }
}

/** What a plan becomes. */
export type PlanChange = (plan: MountPlan) => MountPlan;

async function resolve(coordinator: Coordinator, entry: ModuleEntry): Promise<ResolvedModule> {
  const resolved = await coordinator.get("module-source-resolver")?.resolve(entry);
  if (resolved === undefined) throw new KernelError("module-not-found", "no module-source-resolver is mounted");
  if (SECTIONS[resolved.definition.kind] !== undefined) return resolved;
  const message = `${entry.module} is a module of kind ${resolved.definition.kind}; a session keeps the one that it began with`;
  throw invalid([{ path: "entry.module", message }]);
}

/** A module that fails leaves nothing behind. */
async function mountIn<Mount>(view: MountingView, mount: () => Promise<Mount>): Promise<Mount> {
  try {
    const mounted = await mount();
    view.keep();
    return mounted;
  } catch (error) {
    view.takeBack();
    throw error;
  }
}

async function mount(coordinator: Coordinator, definition: ModuleDefinition, entry: ModuleEntry): Promise<void> {
  try {
    await definition.mount(coordinator, definition.configSchema.parse(entry.config ?? {}) as JsonObject, entry.id);
  } catch (error) {
    if (error instanceof KernelError && error.code !== "mount-point-taken") throw error;
    throw new KernelError("module-load-failed", `${entryId(entry)}: ${messageOf(error)}`, { cause: error });
  }
}

/** As at the start of a session: the module stays. */
async function announceReady(coordinator: Coordinator, definition: ModuleDefinition): Promise<void> {
  try {
    await definition.onSessionReady?.(coordinator);
  } catch (error) {
    const failure = { module: definition.name, reason: messageOf(error) };
    await coordinator.hooks.emit("module:on_session_ready_failed", failure);
  }
}

function whyItStays({ resolved, unmount }: Mounted, section: Section | undefined): string | undefined {
  const { kind, isRequired } = resolved.definition;
  if (section === undefined) return `it is the session's ${kind}, which it cannot be without`;
  if (isRequired) return "the session must not be without it";
  return unmount === undefined ? "it leaves nothing by which it could be taken out" : undefined;
}

function describe({ entry, resolved }: Mounted): ListedModule {
  const { definition, layer, source } = resolved;
  return { id: entryId(entry), module: entry.module, kind: definition.kind, layer, source, definition };
}

/** The entry stands alone, whatever it was checked in. */
function aboutEntry({ path, ...problem }: Problem): Problem {
  return { ...problem, path: path.replace(/^tools\[0\]/, "entry") };
}

function invalid(problems: readonly Problem[]): KernelError {
  const lines = problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return new KernelError("mount-plan-invalid", lines, { problems });
}
