/** Finds a module's code: one that comes with ampd, or an ES module that the plan's `source` points at. */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
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

/** @param cwd where relative sources start */
export function moduleResolver(cwd: string): ModuleResolver {
  return { resolve: (entry) => (entry.source === undefined ? resolveBuiltIn(entry) : resolveFile(entry, cwd)) };
}

async function resolveBuiltIn(entry: ModuleEntry): Promise<ResolvedModule> {
  const definition = await loadBuiltIn(entry.module);
  if (definition !== undefined) return { definition, layer: "built-in", source: entry.module };
  const hint = didYouMean(entry.module, builtInIds());
  const message = `no module "${entry.module}" comes with ampd${hint}; another one needs a source, such as file:./module.js`;
  throw new KernelError("module-not-found", message);
}

async function resolveFile(entry: ModuleEntry, cwd: string): Promise<ResolvedModule> {
  const path = filePathOf(entry.source, cwd);
  if (path === undefined) {
    const message = `the source ${JSON.stringify(entry.source)} is not one that can be used; give file:PATH, ./PATH or /PATH`;
    throw new KernelError("module-not-found", message);
  }
  try {
    const { module } = (await import(pathToFileURL(path).href)) as { module?: ModuleDefinition };
    if (module !== undefined && typeof module.mount === "function" && typeof module.kind === "string") {
      return { definition: module, layer: "source", source: path };
    }
  } catch (error) {
    throw new KernelError("module-load-failed", `${path} did not load: ${messageOf(error)}`, { cause: error });
  }
  const message = `${path} does not export a "module" made by defineModule, with name, kind, configSchema and mount`;
  throw new KernelError("module-load-failed", message);
}

function filePathOf(source: ModuleEntry["source"], cwd: string): string | undefined {
  if (typeof source !== "string") return undefined;
  if (source.startsWith("file://")) return fileURLToPath(source);
  if (source.startsWith("file:")) return resolve(cwd, source.slice("file:".length));
  return source.startsWith("./") || source.startsWith("../") || source.startsWith("/")
    ? resolve(cwd, source)
    : undefined;
}
