/** The plan of a live session, as it is now and as it is stored: one more module is mounted, or one is taken out, between turns. */
import type { MountPlan, Session } from "../../kernel/index.ts";
import type { ListedModule, PlanChange, SessionModules } from "../contributions/session-modules.ts";
import { storablePlan } from "../plan/stored-plan.ts";
import type { StoredSession } from "../store/contracts.ts";
import type { SessionTurns } from "./session-turns.ts";

export interface SessionPlanOptions {
  readonly kernel: Session;
  readonly stored: StoredSession;
  readonly modules: SessionModules;
  readonly turns: SessionTurns;
}

export class SessionPlan {
  readonly #options: SessionPlanOptions;
  #compiled: MountPlan;
  /** The latest change of its modules. */
  #changed: Promise<unknown> = Promise.resolve();

  /** @param compiled with `${VAR}` unresolved */
  constructor(compiled: MountPlan, options: SessionPlanOptions) {
    this.#compiled = compiled;
    this.#options = options;
  }

  /** With `${VAR}` unresolved. */
  get compiled(): MountPlan {
    return this.#compiled;
  }

  /** Mounts one more module, and keeps it in the plan. @throws RequestError `session-busy`; as `SessionModules.mount` */
  async mount(entry: unknown): Promise<ListedModule> {
    const { modules, kernel } = this.#options;
    return this.#change("module:mounted", () => modules.mount(kernel.coordinator, entry));
  }

  /** @throws RequestError `session-busy`; as `SessionModules.unmount` */
  async unmount(id: string): Promise<ListedModule> {
    return this.#change("module:unmounted", () => this.#options.modules.unmount(id));
  }

  /** Resolves when no change of its modules is under way. */
  async settled(): Promise<void> {
    await this.#changed;
  }

  async #change(
    event: string,
    run: () => Promise<{ module: ListedModule; change: PlanChange }>,
  ): Promise<ListedModule> {
    const { kernel, stored, modules, turns } = this.#options;
    const changed = turns.between("changing its modules", async () => {
      const { module, change } = await run();
      const plan = change(this.#compiled);
      try {
        await stored.update({ mount_plan: storablePlan(plan).plan });
      } catch (error) {
        if (event === "module:mounted") await modules.unmount(module.id);
        throw error;
      }
      this.#compiled = plan;
      const { definition: _, ...about } = module;
      await kernel.coordinator.hooks.emit(event, { ...about });
      return module;
    });
    this.#changed = changed.catch(() => {});
    return changed;
  }
}
