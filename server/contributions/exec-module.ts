/** A module that is a process of its own, as a module like any other: its source in a plan, a definition that starts it when it is mounted. */
import * as z from "zod";
import {
  type Cleanup,
  type Coordinator,
  entryId,
  type JsonObject,
  KernelError,
  type ModuleDefinition,
  type ModuleEntry,
  type ModuleKind,
  type MountPlan,
  messageOf,
  plannedModules,
  type ResolvedModule,
  type Undo,
} from "../../kernel/index.ts";
import { channelCollect } from "../../protocol/index.ts";
import { wireError } from "../rpc/errors.ts";
import { type ExecSource, execLine, isExecSource, readExecSource } from "./exec-source.ts";
import type { Declared } from "./module-process.ts";
import { type Contribution, checkTools, mountContribution } from "./mount-contribution.ts";
import type { Site } from "./site.ts";
import { SupervisedModule } from "./supervised-module.ts";

const COLLECT_TIMEOUT_MS = 1000;

/**
 * What makes a module of an entry whose source starts a process; nothing for any other source. Nothing is started before the module is
 * mounted; whoever decides which sources a workspace may name does so before (`isExecSource`).
 */
export type Processes = (entry: ModuleEntry) => Pick<ResolvedModule, "definition" | "source"> | undefined;

/** @param plan tells what each of its entries is listed as */
export function processesOf(plan: MountPlan): Processes {
  const kinds = new Map(plannedModules(plan).map(({ entry, kind }) => [entryId(entry), kind]));
  return (entry) => (isExecSource(entry.source) ? moduleOf(entry, kinds.get(entryId(entry))) : undefined);
}

/** @param planned what the plan lists it as; nothing: whatever it says that it is */
function moduleOf(entry: ModuleEntry, planned: ModuleKind | undefined): ReturnType<Processes> {
  const source = readExecSource(entry.source);
  const line = execLine(source);
  let declared: Declared | undefined;
  const definition: ModuleDefinition = {
    name: entry.module,
    get kind() {
      return planned ?? declared?.kind ?? "tool";
    },
    get description() {
      return declared?.description ?? `A module in a process of its own: ${line}`;
    },
    configSchema: z.record(z.string(), z.unknown()),
    async mount(coordinator, config) {
      const mounted = await mount(coordinator, { entry, source, config, planned });
      declared = mounted.declared;
      return mounted.cleanup;
    },
  };
  return { definition, source: line };
}

interface Mounting {
  readonly entry: ModuleEntry;
  readonly source: ExecSource;
  readonly config: JsonObject;
  readonly planned: ModuleKind | undefined;
}

/** All that it declares is mounted, or nothing is and it is ended. @throws KernelError `module-load-failed` */
async function mount(
  coordinator: Coordinator,
  { entry, source, config, planned }: Mounting,
): Promise<{ declared: Declared; cleanup: Cleanup }> {
  const id = entryId(entry);
  const { sessionId, parentId, host } = coordinator;
  const cwd = coordinator.getCapability<string>("session.working_dir") ?? process.cwd();
  const session = { sessionId, cwd, ...(parentId !== undefined && { parentId }) };
  const supervised = new SupervisedModule(coordinator, {
    source,
    cwd,
    greeting: { id, config, session },
    readCapability: (declared, name) => capabilityFor(coordinator, declared, name),
    report: (line) => host.report(`module ${id}: ${line}`),
  });
  const withdrawn = new AbortController();
  const undos: Undo[] = [];
  const cleanup = async (): Promise<void> => {
    withdrawn.abort(new Error(`the module "${id}" was taken out of the session.`));
    for (const undo of undos.reverse()) undo();
    await supervised.end();
  };
  try {
    const declared = await supervised.start();
    const site = { coordinator, giver: supervised, withdrawn: withdrawn.signal };
    for (const contribution of await contributionsOf(declared, { source, planned })) {
      undos.push(mountContribution(contribution, site, entry.id));
    }
    for (const channel of declared.channels) undos.push(contributeTo(channel, site));
    return { declared, cleanup };
  } catch (error) {
    await cleanup();
    throw new KernelError("module-load-failed", `${execLine(source)}: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws Error for a module of another kind than it is listed as, and for one that contributes nothing of its kind */
async function contributionsOf(
  { kind, tools, hooks, provider }: Declared,
  { source, planned = kind }: { source: ExecSource; planned: ModuleKind | undefined },
): Promise<Contribution[]> {
  if (kind !== planned) throw new Error(`it says that it is a ${kind}, but it is listed as a ${planned}`);
  const counts = { tool: tools.length, hook: hooks.length, provider: provider === undefined ? 0 : 1 };
  if (counts[kind] === 0) throw new Error(`it says that it is a ${kind}, and it contributes none`);
  const { call_timeout_ms: timeoutMs } = source.limits;
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  return [
    { kind: "tool", tools: await checkTools(tools.map((tool) => ({ ...limit, ...tool }))) },
    ...hooks.map((hook) => ({ kind: "hook" as const, hook: { ...limit, ...hook } })),
    ...(provider === undefined ? [] : [{ kind: "provider" as const, provider: { ...limit, ...provider } }]),
  ];
}

function contributeTo(channel: string, { coordinator, giver }: Site): Undo {
  const { sessionId } = coordinator;
  return coordinator.registerContributor(channel, giver.registrationId, async () => {
    const signal = AbortSignal.timeout(COLLECT_TIMEOUT_MS);
    const peer = await giver.peer(signal);
    const limit = { signal, timeoutMs: COLLECT_TIMEOUT_MS };
    const answer = await peer.request(channelCollect.method, { channel, sessionId }, limit);
    return channelCollect.result().parse(answer).value;
  });
}

/** Only what it has declared, and only plain data: nothing of this process can be called from there. */
function capabilityFor(coordinator: Coordinator, { capabilities }: Declared, name: string): unknown {
  if (!capabilities.includes(name)) {
    throw wireError("denied", `The capability "${name}" is not among those that the module declared at module/mount.`);
  }
  const value = coordinator.getCapability(name) ?? null;
  try {
    return structuredClone(value);
  } catch {
    throw wireError("denied", `The capability "${name}" is not plain data; it cannot leave the server.`);
  }
}
