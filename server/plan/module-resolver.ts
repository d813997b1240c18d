/**
 * Finds a module's code: six layers, the first that has it wins. Code of a workspace that is not trusted is passed over, and said.
 * A layer may also name a process, which is not started here.
 */
import { dirname, join } from "node:path";
import {
  didYouMean,
  KernelError,
  type ModuleDefinition,
  type ModuleEntry,
  type ModuleResolver,
  messageOf,
  type ResolvedModule,
} from "../../kernel/index.ts";
import { builtInIds, loadBuiltIn } from "./module-table.ts";
import type { Settings } from "./settings/read-settings.ts";
import { checkOut } from "./sources/git-cache.ts";
import { codeFile, loadCode } from "./sources/load-code.ts";
import { sourceFrom } from "./sources/relative-sources.ts";
import { gitText, readSource } from "./sources/source-form.ts";

export interface ResolverOptions {
  /** Where relative sources of the plan start. */
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: Settings;
  readonly directories: { readonly config: string; readonly cache: string };
  /** Modules of collections. */
  readonly collections: CollectionModules;
  /** A module of a source that starts a process; nothing for another source. */
  readonly processes: (entry: ModuleEntry) => Pick<ResolvedModule, "definition" | "source"> | undefined;
  /** Something that the user should know, such as that the network was not there. */
  readonly note: (message: string) => void;
}

export interface CollectionModules {
  /** Where a module of a collection is; a reason where it may not be used. */
  find(id: string): Promise<{ readonly path: string; readonly reason?: string } | undefined>;
}

/** Code that a layer has, or why it has none. */
type Found =
  | { readonly file: string; readonly source: string }
  | { readonly definition: ModuleDefinition; readonly source: string }
  | string;

type Layer = readonly [name: string, find: (entry: ModuleEntry, options: ResolverOptions) => Promise<Found>];

const LAYERS: readonly Layer[] = [
  ["environment", fromEnvironment],
  ["workspace", fromWorkspace],
  ["settings", fromSettings],
  ["collection", fromCollection],
  [
    "profile",
    async (entry, options) =>
      entry.source === undefined ? "no source in the plan" : fromSource(entry, options.cwd, options),
  ],
  ["built-in", fromBuiltIn],
  ["package", async ({ module }, options) => fromPackages([module, `ampd-module-${module}`], options)],
];

export function moduleResolver(options: ResolverOptions): ModuleResolver {
  return { resolve: (entry) => resolve(entry, options) };
}

/** What comes with ampd and nothing else. */
export const builtInResolver: ModuleResolver = {
  async resolve(entry) {
    const found = await fromBuiltIn(entry);
    if (typeof found !== "string" && "definition" in found) return { ...found, layer: "built-in" };
    const advice = "another one needs a source, such as file:./module.js";
    throw new KernelError(
      "module-not-found",
      `no module "${entry.module}" comes with ampd${hintFor(entry)}; ${advice}`,
    );
  },
};

async function resolve(entry: ModuleEntry, options: ResolverOptions): Promise<ResolvedModule> {
  const tried: string[] = [];
  for (const [layer, find] of LAYERS) {
    const found = await find(entry, options).catch((error: unknown) => {
      // A layer that has it and cannot give it is the answer: another one's code would not be what was meant.
      throw new KernelError("module-load-failed", `${layer}: ${messageOf(error)}`, { cause: error });
    });
    if (typeof found === "string") tried.push(`${layer}: ${found}`);
    else {
      const definition = "definition" in found ? found.definition : await loadCode(found.file, found.source);
      return { definition, layer, source: found.source };
    }
  }
  const advice = "another one needs a source, such as file:./module.js";
  const message = `no module "${entry.module}" was found${hintFor(entry)} (${tried.join("; ")}); ${advice}`;
  throw new KernelError("module-not-found", message);
}

async function fromEnvironment(entry: ModuleEntry, options: ResolverOptions): Promise<Found> {
  const { module } = entry;
  const id = module.toUpperCase().replaceAll("-", "_");
  const names = [`AMPD_MODULE_${id}`, `AMPLIFIER_MODULE_${id}`, `AMPLIFIER_MODULE_SOURCE_${id}`];
  const name = names.find((one) => options.environment[one]);
  if (name === undefined) return `AMPD_MODULE_${id} is not set`;
  return fromSource({ ...entry, source: options.environment[name] ?? "" }, options.cwd, options);
}

async function fromWorkspace({ module }: ModuleEntry, { settings }: ResolverOptions): Promise<Found> {
  const folders = [join(".ampd", "modules", module), join(".amplifier", "modules", module)];
  for (const folder of folders) {
    const file = await codeFile(join(settings.root, folder));
    if (file === undefined) continue;
    const item = settings.items.find((one) => one.file === folder);
    if (item?.isTrusted) return { file, source: file };
    if (item !== undefined) return `${folder} is not trusted (untrusted-workspace); ampd trust ${settings.root}`;
    const refused = settings.refused.find(({ path }) => path === folder);
    const advice = `name it in your settings, as sources.${module}: ${join(settings.root, folder)}`;
    return refused?.message ?? `no trust covers ${folder} in ${settings.root}; ${advice}`;
  }
  return `nothing in ${folders[0]}`;
}

async function fromSettings(entry: ModuleEntry, options: ResolverOptions): Promise<Found> {
  const { module } = entry;
  const { settings } = options;
  const source = settings.values.sources?.[module];
  const leaf = settings.leaves.find(({ path }) => path[0] === "sources" && path[1] === module);
  if (source === undefined || leaf === undefined) return `no sources.${module}`;
  const base = leaf.origin.scope === "user" ? dirname(leaf.origin.file ?? "/") : settings.root;
  return fromSource({ ...entry, source: sourceFrom(source, base) as ModuleEntry["source"] & {} }, base, options);
}

async function fromCollection({ module }: ModuleEntry, { collections }: ResolverOptions): Promise<Found> {
  const found = await collections.find(module);
  if (found === undefined) return "no collection has it";
  if (found.reason !== undefined) return found.reason;
  const file = await codeFile(found.path);
  return file === undefined ? `${found.path} holds no code` : { file, source: file };
}

async function fromBuiltIn({ module }: ModuleEntry): Promise<Found> {
  const definition = await loadBuiltIn(module);
  return definition === undefined ? "it does not come with ampd" : { definition, source: module };
}

/** @throws an Error when the source is there to be used and cannot be */
async function fromSource(entry: ModuleEntry, base: string, options: ResolverOptions): Promise<Found> {
  const started = options.processes(entry);
  if (started !== undefined) return started;
  const { source } = entry;
  const form = readSource(source, base);
  if (form === undefined) {
    const forms = "give a path, file:PATH, git+https://HOST/NAME@REF#subdirectory=FOLDER, exec:COMMAND, or a package";
    throw new Error(`the source ${JSON.stringify(source)} is not one that can be used; ${forms}`);
  }
  if (form.type === "package") {
    const found = await fromPackages([form.name], options);
    if (typeof found === "string") throw new Error(found);
    return found;
  }
  if (form.type === "file") return requireCode(form.path, form.path);
  const { cache: directory } = options.directories;
  const { commit, directory: folder, note } = await checkOut(form, { directory, environment: options.environment });
  if (note !== undefined) options.note(note);
  const { ref: _, ...named } = form;
  return requireCode(folder, gitText({ ...named, ref: commit }));
}

async function requireCode(path: string, source: string): Promise<Found> {
  const file = await codeFile(path);
  if (file === undefined) throw new Error(`${source} holds no code: no such file, or no index.js in the folder`);
  return { file, source: source === path ? file : source };
}

/** The user's packages, and the workspace's if it is trusted. Nothing is installed. */
async function fromPackages(names: readonly string[], { settings, directories }: ResolverOptions): Promise<Found> {
  const homes = [...(settings.isTrusted ? [settings.root] : []), directories.config];
  for (const name of names) {
    for (const home of homes) {
      const file = await codeFile(join(home, "node_modules", name));
      if (file !== undefined) return { file, source: file };
    }
  }
  const places = homes.map((home) => join(home, "node_modules")).join(" and ");
  return `no package ${names.join(" or ")} in ${places}${settings.isTrusted ? "" : "; the workspace's are not trusted"}`;
}

function hintFor({ module }: ModuleEntry): string {
  return didYouMean(module, builtInIds());
}
