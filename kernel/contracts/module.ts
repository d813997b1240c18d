/** The module contract: what a module is, how it is found, and what a mount plan says of it. */
import type * as z from "zod";
import type { Coordinator } from "../coordinator.ts";
import type { JsonObject } from "../messages.ts";
import type { Cleanup } from "./host.ts";

export type ModuleKind = "orchestrator" | "context" | "provider" | "tool" | "hook";

export interface ModuleDefinition<Config = JsonObject> {
  /** The id that mount plans use, such as `tool-bash`. */
  readonly name: string;
  readonly kind: ModuleKind;
  readonly description: string;
  /** A strict object: an unknown key is an error that names the nearest known one. */
  readonly configSchema: z.ZodType<Config>;
  /** A session that was given this module must not start without it. Default false. */
  readonly isRequired?: boolean;
  /** @param id the entry's own id, where the plan gives one: what the module offers then goes by it */
  mount(coordinator: Coordinator, config: Config, id?: string): Promise<Cleanup | undefined>;
  /** Called once, after every module is mounted. */
  onSessionReady?(coordinator: Coordinator): Promise<void>;
}

/** Checks a definition's types; a module exports the result as `module`. The schema checks the rest at run time. */
export function defineModule<Config>(definition: ModuleDefinition<Config>): ModuleDefinition {
  return definition as unknown as ModuleDefinition;
}

/** One entry of a mount plan. `id` tells apart several instances of one module. */
export interface ModuleEntry {
  readonly module: string;
  readonly id?: string;
  readonly source?: string | JsonObject;
  readonly config?: JsonObject;
}

export interface MountPlan {
  readonly session: {
    readonly orchestrator: ModuleEntry;
    readonly context: ModuleEntry;
    /** Tokens that hooks may inject in a turn; null: no limit. Default 10,000. */
    readonly injection_budget_per_turn?: number | null;
    /** Bytes of one injection; null: no limit. Default 10,240. */
    readonly injection_size_limit?: number | null;
  };
  readonly providers: readonly ModuleEntry[];
  readonly tools: readonly ModuleEntry[];
  readonly hooks: readonly ModuleEntry[];
  /** Overlays for sub-sessions; the kernel only carries them. */
  readonly agents: JsonObject;
  /** The system instruction. */
  readonly instruction?: string;
}

export interface ResolvedModule {
  readonly definition: ModuleDefinition;
  /** Which source won, such as `built-in` or `workspace`. */
  readonly layer: string;
  readonly source: string;
}

/** Given by the application: finds a module's code. Rejects with a `KernelError` that lists where it looked. */
export interface ModuleResolver {
  resolve(entry: ModuleEntry): Promise<ResolvedModule>;
}

export interface MountedModule {
  readonly id: string;
  readonly module: string;
  readonly kind: ModuleKind;
  readonly layer: string;
  readonly source: string;
}

export interface MountFailure extends Pick<MountedModule, "id" | "module"> {
  /** The entry's place in the plan, such as `tools[2]`. */
  readonly path: string;
  readonly reason: string;
}

export type MountReport = { readonly mounted: readonly MountedModule[]; readonly failures: readonly MountFailure[] };
