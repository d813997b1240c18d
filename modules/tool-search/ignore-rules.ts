/** What `.gitignore`, `.ignore` and `.rgignore` say, as git reads them: the deepest file that has a word on a path decides. */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { compileGlob } from "../lib/glob/index.ts";

/** Later ones outrank earlier ones in the same folder. */
export const IGNORE_FILES = [".gitignore", ".ignore", ".rgignore"];
const MAX_IGNORE_FILE_BYTES = 1_000_000;

interface Rule {
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** @param path relative to the folder of the file that the rule stands in */
  readonly matches: (path: string) => boolean;
}

export class IgnoreRules {
  readonly #folder: string;
  readonly #rules: readonly Rule[];
  readonly #outer: IgnoreRules | undefined;

  private constructor(folder: string, rules: readonly Rule[], outer: IgnoreRules | undefined) {
    this.#folder = folder;
    this.#rules = rules;
    this.#outer = outer;
  }

  /** @param names the ignore files that the folder has */
  static async inFolder(
    folder: string,
    names: readonly string[],
    outer?: IgnoreRules,
  ): Promise<IgnoreRules | undefined> {
    const present = IGNORE_FILES.filter((name) => names.includes(name));
    if (present.length === 0) return outer;
    const texts = await Promise.all(present.map((name) => readRules(join(folder, name))));
    return new IgnoreRules(folder, texts.flatMap(rulesOf), outer);
  }

  /** @param path absolute */
  isIgnored(path: string, isFolder: boolean): boolean {
    const inner = relative(this.#folder, path);
    const rule = this.#rules.findLast((one) => (isFolder || !one.isForFolders) && one.matches(inner));
    if (rule !== undefined) return !rule.isNegated;
    return this.#outer?.isIgnored(path, isFolder) ?? false;
  }
}

/** An ignore file that cannot be read says nothing, as for git. */
async function readRules(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.slice(0, MAX_IGNORE_FILE_BYTES);
}

function rulesOf(text: string): Rule[] {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap(ruleOf);
}

function ruleOf(line: string): Rule[] {
  const trimmed = line.replace(/(?<!\\)\s+$/, "");
  if (trimmed === "" || trimmed.startsWith("#")) return [];
  const isNegated = trimmed.startsWith("!");
  const body = isNegated ? trimmed.slice(1) : trimmed;
  const isForFolders = body.endsWith("/");
  const pattern = isForFolders ? body.slice(0, -1) : body;
  const isAnchored = pattern.includes("/");
  try {
    const glob = compileGlob(isAnchored ? pattern : `**/${pattern}`, { hasBraces: false });
    return [{ isNegated, isForFolders, matches: (path) => glob.matches(path) }];
  } catch {
    return [];
  }
}
