/** A real kernel session around the module that is looked at, in a directory of its own, with stand-ins for what the module is not. */
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import {
  type Coordinator,
  defineModule,
  type Journal,
  type JsonObject,
  type ModuleDefinition,
  type ModuleEntry,
  type ModuleKind,
  type ModuleResolver,
  type MountPlan,
  type Observation,
  Session,
  type Tool,
} from "../../kernel/index.ts";
import { loadBuiltIn } from "../plan/module-table.ts";
import { systemClock } from "../rpc/system-clock.ts";
import { expect, type Subject } from "./check.ts";
import { keepLedger, type Ledger } from "./ledger.ts";
import { within } from "./run-checks.ts";
import { type Script, ScriptedProvider } from "./scripted-provider.ts";

export interface SceneOptions {
  /** What the stand-in for the provider answers. */
  readonly script?: Script;
  readonly contextWindow?: number;
  /** Mounted beside the subject. */
  readonly tools?: readonly Tool[];
  /** Called before a message is durable; a throw is a disk that is full. */
  readonly beforeAppend?: Journal["append"];
  /** What the application gives besides, by name. */
  readonly capabilities?: JsonObject;
}

export interface Scene {
  readonly session: Session;
  readonly coordinator: Coordinator;
  /** The stand-in; mounted unless the subject is a provider. */
  readonly provider: ScriptedProvider;
  /** The working directory: a real path, and nothing in it. */
  readonly directory: string;
  /** Faults that the kernel caught, one line each. */
  readonly reports: readonly string[];
  readonly observations: readonly Observation[];
  readonly ledger: Ledger;
  /** Ends the session; answers what failed in doing so. */
  close(): Promise<string[]>;
}

const CLOSE_TIMEOUT_MS = 20_000;
const PROVIDER = "stand-in-provider";
const TOOLS = "stand-in-tools";
/** With these a session is whole. */
const STAND_INS = { orchestrator: "loop-basic", context: "context-simple" } as const;

/** @throws Violation when the subject could not be mounted; whatever the body throws */
export async function withScene<Value>(
  subject: Subject,
  options: SceneOptions,
  body: (scene: Scene) => Promise<Value>,
): Promise<Value> {
  const scene = await openScene(subject, options);
  try {
    return await body(scene);
  } finally {
    await scene.close().catch(() => []);
  }
}

/** @throws Violation when the subject could not be mounted */
export async function openScene(subject: Subject, options: SceneOptions = {}): Promise<Scene> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "ampd-validate-")));
  const directory = join(root, "work");
  const stateDirectory = join(root, "state");
  await mkdir(directory);
  await mkdir(stateDirectory);
  const scene = makeScene(subject, options, { directory, stateDirectory });
  let closed: Promise<string[]> | undefined;
  const close = (): Promise<string[]> => {
    closed ??= within(CLOSE_TIMEOUT_MS, scene.session.cleanup(), "the cleanup of its mount").finally(() =>
      rm(root, { recursive: true, force: true, maxRetries: 3 }),
    );
    return closed;
  };
  try {
    const { failures } = await scene.session.initialize();
    expect(failures[0] === undefined, `mount: ${failures[0]?.reason}`);
    return { ...scene, close };
  } catch (error) {
    await close().catch(() => []);
    throw error;
  }
}

type Places = { readonly directory: string; readonly stateDirectory: string };

function makeScene(subject: Subject, options: SceneOptions, places: Places): Omit<Scene, "close"> {
  const { directory } = places;
  const provider = new ScriptedProvider(options.script ?? [], {
    ...(options.contextWindow !== undefined && { contextWindow: options.contextWindow, maxOutputTokens: 64 }),
  });
  const plan = planFor(subject);
  const reports: string[] = [];
  const observations: Observation[] = [];
  let ledger: Ledger | undefined;
  const session: Session = new Session(plan, {
    sessionId: randomUUID(),
    host: { clock: systemClock, newId: randomUUID, report: (line) => void reports.push(line) },
    resolver: resolverOf(subject, plan, [providerModule(provider), toolsModule(options.tools ?? [])]),
    journal: { append: async (message) => options.beforeAppend?.(message), clear: async () => {} },
    display: { showMessage: () => {} },
    capabilities: {
      ...options.capabilities,
      "session.working_dir": directory,
      "session.state_dir": places.stateDirectory,
    },
    onCoordinator: (coordinator) => {
      coordinator.hooks.observe("*", (observation) => void observations.push(observation), { name: "validate" });
      ledger = keepLedger(coordinator);
    },
  });
  const { coordinator } = session;
  return {
    session,
    coordinator,
    provider,
    directory,
    reports,
    observations,
    get ledger() {
      return ledger ?? { leftovers: () => [], answers: [] };
    },
  };
}

function planFor({ kind, entry }: Subject): MountPlan {
  const only = (one: ModuleKind, standIn?: string): ModuleEntry[] =>
    kind === one ? [entry] : standIn === undefined ? [] : [{ module: standIn }];
  return {
    session: {
      orchestrator: kind === "orchestrator" ? entry : { module: STAND_INS.orchestrator },
      context: kind === "context" ? entry : { module: STAND_INS.context },
    },
    providers: only("provider", PROVIDER),
    tools: [...only("tool"), { module: TOOLS }],
    hooks: only("hook"),
    agents: {},
  };
}

function resolverOf(subject: Subject, plan: MountPlan, standIns: readonly ModuleDefinition[]): ModuleResolver {
  const resolver = subject.resolverFor(plan);
  return {
    async resolve(entry) {
      if (entry === subject.entry) return resolver.resolve(entry);
      const own = standIns.find(({ name }) => name === entry.module) ?? (await loadBuiltIn(entry.module));
      expect(own !== undefined, `no stand-in ${entry.module}`);
      return { definition: own, layer: "stand-in", source: entry.module };
    },
  };
}

function providerModule(provider: ScriptedProvider): ModuleDefinition {
  return defineModule({
    name: PROVIDER,
    kind: "provider",
    description: "Answers what a check wants to be answered.",
    configSchema: z.strictObject({}),
    mount: async (coordinator) => coordinator.mount("providers", provider, { name: provider.name }),
  });
}

function toolsModule(tools: readonly Tool[]): ModuleDefinition {
  return defineModule<JsonObject>({
    name: TOOLS,
    kind: "tool",
    description: "Tools that a check wants to be called.",
    configSchema: z.strictObject({}),
    async mount(coordinator) {
      const undos = tools.map((tool) => coordinator.mount("tools", tool, { name: tool.name }));
      return () => {
        for (const undo of undos) undo();
      };
    },
  });
}
