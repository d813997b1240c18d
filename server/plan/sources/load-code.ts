/** Loads a module's code from a file or a folder. */
import { readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { KernelError, type ModuleDefinition, messageOf } from "../../../kernel/index.ts";
import { isInside } from "../settings/config-file.ts";

const DEFAULT_FILES = ["index.js", "index.mjs", "module.js", "module.mjs"];
/** Nothing where there is no code. */
export async function codeFile(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isFile()) return path;
  const names = [await declaredFile(path), ...DEFAULT_FILES];
  for (const name of names) {
    if (name === undefined) continue;
    const file = join(path, name);
    const isThere = (await stat(file).catch(() => undefined))?.isFile() === true;
    if (isThere && isInside(await realpath(file), await realpath(path))) return file;
  }
  return undefined;
}

/** @param source how reports call it @throws KernelError `module-load-failed` */
export async function loadCode(file: string, source: string): Promise<ModuleDefinition> {
  let exported: { module?: ModuleDefinition };
  try {
    exported = (await import(pathToFileURL(file).href)) as typeof exported;
  } catch (error) {
    throw new KernelError("module-load-failed", `${source} did not load: ${messageOf(error)}`, { cause: error });
  }
  const { module } = exported;
  if (module !== undefined && typeof module.mount === "function" && typeof module.kind === "string") {
    return module;
  }
  const message = `${source} does not export a "module" made by defineModule, with name, kind, configSchema and mount`;
  throw new KernelError("module-load-failed", message);
}

/** What `package.json` names: `exports` or `main`. */
async function declaredFile(directory: string): Promise<string | undefined> {
  try {
    const { exports: declared, main } = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
    const root = declared?.["."] ?? declared;
    const named = typeof root === "string" ? root : (root?.import?.default ?? root?.import ?? root?.default ?? main);
    return typeof named === "string" ? named : undefined;
  } catch {
    return undefined;
  }
}
