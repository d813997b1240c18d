/**
 * Walks a folder in the order of names, a folder's files and subfolders mixed. It follows no symlink, so it cannot loop or leave
 * the folder; it never enters `.git`; hidden files are like others.
 */
import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isInside } from "../lib/paths/index.ts";
import { IGNORE_FILES, IgnoreRules } from "./ignore-rules.ts";

export interface WalkOptions {
  /** Real and absolute. */
  readonly root: string;
  /** How far up ignore files count where no folder above the root is a git repository's. */
  readonly workspace: string;
  readonly exclusions: readonly string[];
  /** Neither ignore files nor exclusions count. */
  readonly includesIgnored: boolean;
  /** What is left out besides, with all that is in it; the path is absolute. */
  readonly leavesOut?: (path: string) => boolean;
  /** Levels below the root. */
  readonly maxDepth?: number;
  readonly signal: AbortSignal;
}

export interface Entry {
  /** Absolute. */
  readonly path: string;
  readonly kind: "file" | "folder" | "symlink";
}

const MAX_DEPTH = 100;

/** One list for each folder that has been read; a folder that cannot be read is passed over. @throws the signal's reason */
export async function* walk(options: WalkOptions): AsyncGenerator<Entry> {
  const outer = options.includesIgnored ? undefined : await rulesAbove(options.root, options.workspace);
  yield* walkFolder(options.root, outer, 1, options);
}

async function* walkFolder(
  folder: string,
  outer: IgnoreRules | undefined,
  depth: number,
  options: WalkOptions,
): AsyncGenerator<Entry> {
  options.signal.throwIfAborted();
  const entries = (await readFolder(folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const rules = options.includesIgnored ? undefined : await IgnoreRules.inFolder(folder, names, outer);
  for (const entry of entries) {
    const kind = kindOf(entry);
    const path = join(folder, entry.name);
    if (kind === undefined || entry.name === ".git" || rules?.isIgnored(path, kind === "folder")) continue;
    if (kind === "folder" && !options.includesIgnored && options.exclusions.includes(entry.name)) continue;
    if (options.leavesOut?.(path)) continue;
    yield { path, kind };
    const isDeeper = kind === "folder" && depth < Math.min(options.maxDepth ?? MAX_DEPTH, MAX_DEPTH);
    if (isDeeper) yield* walkFolder(path, rules, depth + 1, options);
  }
}

async function readFolder(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function kindOf(entry: Dirent): Entry["kind"] | undefined {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "symlink" : undefined;
}

/** The rules of the folders above, up to the one that is a git repository. */
async function rulesAbove(root: string, workspace: string): Promise<IgnoreRules | undefined> {
  const above: string[] = [];
  let hasRepository = await exists(join(root, ".git"));
  for (let folder = root; !hasRepository && folder !== dirname(folder); ) {
    folder = dirname(folder);
    above.push(folder);
    hasRepository = await exists(join(folder, ".git"));
  }
  const counted = hasRepository ? above : above.filter((folder) => isInside(folder, workspace));
  let rules: IgnoreRules | undefined;
  for (const folder of counted.reverse()) rules = await IgnoreRules.inFolder(folder, IGNORE_FILES, rules);
  return rules;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
