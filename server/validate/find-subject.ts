/** From what somebody typed to the module that is meant: an id, a path, a package, or `exec:` and a command. Its code is loaded. */
import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  Coordinator,
  type JsonObject,
  type ModuleDefinition,
  type ModuleEntry,
  type ModuleKind,
  type MountPlan,
  type ResolvedModule,
} from "../../kernel/index.ts";
import { processesOf } from "../contributions/exec-module.ts";
import { type ExecSource, isExecSource, readExecSource } from "../contributions/exec-source.ts";
import { collectionModules } from "../plan/collections/collection-modules.ts";
import { moduleResolver, type ResolverOptions } from "../plan/module-resolver.ts";
import { builtInIds } from "../plan/module-table.ts";
import { SettingsService } from "../plan/settings/settings-service.ts";
import { codeFile } from "../plan/sources/load-code.ts";
import { systemClock } from "../rpc/system-clock.ts";
import { directoriesOf } from "../store/directories.ts";
import type { Subject } from "./check.ts";

export interface Wanted extends Pick<Subject, "mayExecute" | "inputs"> {
  readonly what: string;
  readonly config: JsonObject;
  /** Of a process that would otherwise be started once more to be asked. */
  readonly kind?: ModuleKind | undefined;
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface Found {
  readonly subject: Subject;
  readonly layer: string;
  readonly source: string;
}

/** No layer has an id of this kind: what was typed is what is looked at. */
const ANONYMOUS = "under-validation";
const SOURCE = /^(?:exec:|file:|git\+|\.{0,2}\/|~\/)/;
const NO_PLAN: MountPlan = {
  session: { orchestrator: { module: "loop-basic" }, context: { module: "context-simple" } },
  providers: [],
  tools: [],
  hooks: [],
  agents: {},
};

/** @throws KernelError where there is no such module, or its code does not load */
export async function findSubject(wanted: Wanted): Promise<Found> {
  const { config, mayExecute, inputs } = wanted;
  const entry: ModuleEntry = { ...(await entryOf(wanted)), config };
  const options = await resolverOptions(wanted);
  const resolverFor: Subject["resolverFor"] = (plan) => moduleResolver({ ...options, processes: processesOf(plan) });
  const { definition, layer, source } = await resolverFor(NO_PLAN).resolve(entry);
  const isProcess = isExecSource(source);
  const kind = wanted.kind ?? (isProcess ? await declaredKind(definition, wanted) : definition.kind);
  return { subject: { kind, definition, entry, resolverFor, isProcess, mayExecute, inputs }, layer, source };
}

async function entryOf({ what, cwd }: Wanted): Promise<ModuleEntry> {
  if (isExecSource(what)) return { module: ANONYMOUS, source: { exec: await fromHere(readExecSource(what), cwd) } };
  if (SOURCE.test(what)) return { module: ANONYMOUS, source: what };
  if (builtInIds().includes(what)) return { module: what };
  const isPath = await stat(resolve(cwd, what)).catch(() => undefined);
  if (isPath !== undefined) return { module: ANONYMOUS, source: resolve(cwd, what) };
  // Whoever names a package here wants its code to be run, as with a path.
  const file = await codeFile(join(cwd, "node_modules", what));
  return file === undefined ? { module: what } : { module: ANONYMOUS, source: file };
}

/** Its process runs in the directory of a session, where the files that were typed are not. */
async function fromHere(source: ExecSource, cwd: string): Promise<ExecSource> {
  const whole = async (word: string): Promise<string> => {
    const path = resolve(cwd, word);
    return (await stat(path).catch(() => undefined))?.isFile() === true ? path : word;
  };
  const command = source.command.includes("/") ? await whole(source.command) : source.command;
  return { ...source, command, args: await Promise.all(source.args.map(whole)) };
}

async function resolverOptions({ cwd, environment }: Wanted): Promise<Omit<ResolverOptions, "processes">> {
  const service = new SettingsService(environment);
  const settings = await service.read(cwd);
  return {
    cwd,
    environment,
    settings,
    directories: directoriesOf(environment),
    collections: collectionModules(service.collections, settings),
    note: () => {},
  };
}

/** A process says what it is when it is mounted. @throws KernelError when it does not start */
async function declaredKind(
  definition: ResolvedModule["definition"],
  { config, cwd }: Wanted,
): Promise<ModuleDefinition["kind"]> {
  const host = { clock: systemClock, newId: randomUUID, report: () => {} };
  const coordinator = new Coordinator({ sessionId: randomUUID(), plan: NO_PLAN, host });
  coordinator.registerCapability("session.working_dir", cwd);
  const cleanup = await definition.mount(coordinator, config);
  const { kind } = definition;
  await cleanup?.();
  return kind;
}
