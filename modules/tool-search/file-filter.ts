/** Which files a search looks into: by glob and by type. */
import { extname, relative } from "node:path";
import { didYouMean } from "../../kernel/index.ts";
import { compileGlob, GlobError } from "../lib/glob/index.ts";
import { extensionsOf, knownTypes, typeNames } from "./file-types.ts";
import { PatternError } from "./query.ts";

export interface FilterOptions {
  /** Without a slash it is about names; a `!` in front turns it round. */
  readonly glob?: string | undefined;
  readonly type?: string | undefined;
  /** What a glob with a slash is relative to: any of these. */
  readonly folders: readonly string[];
}

/** @throws PatternError */
export function fileFilter(options: FilterOptions): (path: string) => boolean {
  const byGlob = options.glob === undefined ? undefined : globFilter(options.glob, options.folders);
  const byType = options.type === undefined ? undefined : typeFilter(options.type);
  return (path) => (byGlob?.(path) ?? true) && (byType?.(path) ?? true);
}

function globFilter(text: string, folders: readonly string[]): (path: string) => boolean {
  const isNegated = text.startsWith("!");
  const body = isNegated ? text.slice(1) : text;
  try {
    const glob = compileGlob(body.includes("/") ? body : `**/${body}`);
    return (path) => folders.some((folder) => glob.matches(relative(folder, path))) !== isNegated;
  } catch (error) {
    if (error instanceof GlobError) throw new PatternError(`glob: ${error.message}`);
    throw error;
  }
}

function typeFilter(type: string): (path: string) => boolean {
  const extensions = extensionsOf(type);
  if (extensions !== undefined) return (path) => extensions.includes(extname(path).slice(1).toLowerCase());
  const hint = didYouMean(type, typeNames());
  throw new PatternError(`type: "${type}" is not known${hint}. The types are: ${knownTypes().join(", ")}`);
}
