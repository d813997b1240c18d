/**
 * The settings that hold in a directory: every scope read, checked and merged, with what an untrusted workspace may not say left
 * out and named. Writes nothing.
 */
import { realpath } from "node:fs/promises";
import { dirname, relative } from "node:path";
import type { ModuleEntry, Problem } from "../../../kernel/index.ts";
import { checkServers, readServerFile } from "../mcp/read-servers.ts";
import { SHIPPED_NAMES } from "../profiles/shipped.ts";
import { entryFrom } from "../sources/relative-sources.ts";
import { absolutePath, readSource } from "../sources/source-form.ts";
import { codeDigest } from "../trust/code-digest.ts";
import { type CodeBase, codeOfLeaf, isOfWorkspace } from "../trust/named-code.ts";
import { surveyWorkspace } from "../trust/survey.ts";
import { codeItem, isTrustedIn, type TrustItem } from "../trust/trust-item.ts";
import type { TrustStore } from "../trust/trust-store.ts";
import { whyItMatters } from "../trust/what-matters.ts";
import { fromAmplifier } from "./amplifier-spelling.ts";
import { checkSettings } from "./check-settings.ts";
import { readConfigFile } from "./config-file.ts";
import { type Leaf, leavesOf, mergeLeaves, placesOf, treeOf } from "./leaves.ts";
import { isHome, type SettingsFile, settingsFiles, workspaceRoot } from "./locations.ts";
import type { SettingsValues } from "./schema.ts";
import { SettingsError } from "./settings-error.ts";
import { parseYaml } from "./yaml-text.ts";

const MAX_FILES_TOLD = 50;

export interface SettingsWarning {
  readonly kind: "settings-unknown-key" | "settings-invalid" | "untrusted-workspace";
  readonly message: string;
  /** The file. */
  readonly path: string;
}

export interface WorkspaceItem extends TrustItem {
  readonly isTrusted: boolean;
}

export interface Settings {
  readonly values: SettingsValues;
  /** What `values` is made of, each with its origin. */
  readonly leaves: readonly Leaf[];
  /** The workspace's real path. */
  readonly root: string;
  /** The user trusted the workspace as a whole, and nothing in it waits. */
  readonly isTrusted: boolean;
  /** Everything in the workspace that waits for trust, or has it; what cannot be trusted is in `refused`. */
  readonly items: readonly WorkspaceItem[];
  readonly warnings: readonly SettingsWarning[];
  /** Those of `warnings` on what the user cannot trust as it is. */
  readonly refused: readonly SettingsWarning[];
  /** What the workspace says and does not act, as it waits for trust. */
  readonly held: readonly HeldLeaf[];
}

export interface HeldLeaf extends Leaf {
  /** Why no trust lets it act. */
  readonly unbound?: string;
}

export interface SettingsRequest {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly trust: TrustStore;
  /** What was added by other means than a settings file: it is weaker than all of them. */
  readonly installed: readonly Leaf[];
}

/** @throws SettingsError `settings-invalid` with each problem and its file and line */
export async function readSettings(request: SettingsRequest): Promise<Settings> {
  const root = await workspaceRoot(request.cwd);
  const base: CodeBase = { root, cwd: await realpath(request.cwd) };
  const files = await settingsFiles(root, request.environment);
  const read = await Promise.all(files.map((file) => readScope(file, base)));
  const survey = (await isHome(root, request.environment)) ? [] : await surveyWorkspace(base);
  const { isWhole, digests } = await request.trust.read(root);
  const trusted = new Set(digests);
  const scopes = await Promise.all(read.map((scope) => judge(scope, base, trusted)));
  const merged = mergeLeaves([request.installed, ...scopes.map((scope) => scope.leaves)]);
  const leaves = merged.map((leaf) => withPlace(leaf, root));
  const found = [...scopes.flatMap((scope) => scope.items), ...survey];
  const items = found
    .filter((item) => item.unbound === undefined)
    .map((item) => ({ ...item, isTrusted: isTrustedIn(item, trusted) }));
  const refused = unboundWarnings(found);
  return {
    refused,
    values: treeOf(leaves) as SettingsValues,
    leaves,
    root,
    isTrusted: isWhole && items.every((item) => item.isTrusted),
    items,
    held: scopes.flatMap((scope) => scope.held),
    warnings: [...scopes.flatMap((scope) => scope.warnings), ...untrustedWarnings(items, root), ...refused],
  };
}

interface ReadScope {
  readonly leaves: readonly Leaf[];
  readonly warnings: readonly SettingsWarning[];
  /** The workspace's file, relative; nothing for the user's. */
  readonly workspaceFile?: string;
  /** What waits for trust, one for each leaf, where it is known by other words than the settings'. */
  readonly items?: readonly TrustItem[];
}

async function readScope(file: SettingsFile, base: CodeBase): Promise<ReadScope> {
  const { root } = base;
  const within = file.scope === "user" ? undefined : root;
  const place = within === undefined ? {} : { workspaceFile: relative(root, file.path) };
  if (file.holdsServers) return { ...(await readServerFile(file, base)), ...place };
  try {
    const text = await readConfigFile(file.path, within);
    return text === undefined ? { leaves: [], warnings: [] } : { ...(await readText(text, file)), ...place };
  } catch (error) {
    if (!file.isAmplifiers || !(error instanceof SettingsError)) throw error;
    return {
      leaves: [],
      warnings: [{ kind: "settings-invalid", message: `${error.message}; it is ignored`, path: file.path }],
    };
  }
}

async function readText(text: string, { path: file, scope, isAmplifiers }: SettingsFile): Promise<ReadScope> {
  const { tree, lineOf } = await parseYaml(text, file);
  const checked = checkSettings(isAmplifiers ? fromAmplifier(tree) : tree, scope);
  const place = ({ path }: Problem): string => {
    const line = lineOf(
      path
        .split(/[.[\]]+/)
        .filter((step) => step !== "")
        .map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
    );
    return line === undefined ? `${file}: ${path}` : `${file}:${line}: ${path}`;
  };
  if (checked.problems.length > 0) throw invalidSettings(checked.problems, place);
  const servers = await checkServers(leavesOf(checked.tree, { scope, file }, lineOf));
  const ignored = checked.warnings.map((warning) => ({
    kind: "settings-unknown-key" as const,
    message: `${place(warning)}: ${warning.message}`,
    path: file,
  }));
  return { leaves: servers.leaves, warnings: [...ignored, ...servers.warnings] };
}

interface Judged {
  readonly leaves: readonly Leaf[];
  /** What waits for trust. */
  readonly held: readonly HeldLeaf[];
  readonly warnings: readonly SettingsWarning[];
  readonly items: readonly TrustItem[];
}

async function judge(
  { leaves, warnings, workspaceFile: file, items: given }: ReadScope,
  base: CodeBase,
  trusted: ReadonlySet<string>,
): Promise<Judged> {
  if (file === undefined) return { leaves, held: [], warnings, items: [] };
  const places = placesOf(leaves);
  const found = await Promise.all(
    leaves.map((leaf, index) => given?.[index] ?? itemOf(leaf, { place: places[index] ?? "", file, base })),
  );
  const items = found.flatMap((item) => item ?? []);
  const isHeld = (_: Leaf, index: number): boolean => {
    const item = found[index];
    return item !== undefined && !isTrustedIn(item, trusted);
  };
  const acting = leaves.filter((leaf, index) => !isHeld(leaf, index));
  const held = leaves.flatMap((leaf, index) => {
    const unbound = found[index]?.unbound;
    return isHeld(leaf, index) ? [{ ...leaf, ...(unbound !== undefined && { unbound }) }] : [];
  });
  return { leaves: acting, held, warnings, items };
}

/** Nothing for a leaf that may act without trust. What runs code in the workspace is bound to that code. */
export async function itemOf(
  leaf: Leaf,
  { place, file, base }: { readonly place: string; readonly file: string; readonly base: CodeBase },
): Promise<TrustItem | undefined> {
  const why = whyItMatters(leaf, SHIPPED_NAMES);
  if (why === undefined) return undefined;
  const form = readSource(sourceIn(leaf), base.root);
  const isOurs = form?.type === "file" && (await isOfWorkspace(form.path, base.root));
  return codeItem({ file, key: place, why }, async () => {
    const code = isOurs ? await codeDigest(form.path) : undefined;
    const named = await codeOfLeaf(leaf, base);
    return isOurs || named.length > 0 ? [leaf.value, code, named] : leaf.value;
  });
}

/** Of `sources`, or of a module that the settings add. */
function sourceIn({ path, value }: Leaf): ModuleEntry["source"] {
  if (path[0] === "sources") return typeof value === "string" ? value : undefined;
  return (value as Partial<ModuleEntry> | null)?.source;
}

/** A path in the user's file starts at its folder, and one in the workspace's at the workspace. */
function withPlace(leaf: Leaf, root: string): Leaf {
  const { path, value, origin } = leaf;
  const base = origin.scope === "user" ? dirname(origin.file ?? root) : root;
  if (path[0] === "collections" && typeof value === "string") return { ...leaf, value: absolutePath(value, base) };
  return path[0] === "modules" ? { ...leaf, value: entryFrom(value, base) } : leaf;
}

/** One warning a file, as long as somebody may read them all. */
function untrustedWarnings(items: readonly WorkspaceItem[], root: string): SettingsWarning[] {
  const ignored = items.filter((item) => !item.isTrusted);
  const files = [...new Set(ignored.map((item) => item.file))];
  const more = files.slice(MAX_FILES_TOLD);
  const rest = `${more.length} more files of the workspace are not trusted, so they were ignored; ampd trust --list ${root} names them`;
  const last: SettingsWarning[] =
    more.length === 0 ? [] : [{ kind: "untrusted-workspace", message: rest, path: more[0] ?? root }];
  const each = files.slice(0, MAX_FILES_TOLD).map((file): SettingsWarning => {
    const told = ignored.filter((item) => item.file === file);
    const parts = told.map(({ key, why }) => (key === undefined ? `it ${why}` : `${key} (it ${why})`));
    const message = `${file} is not trusted, so this was ignored: ${parts.join(", ")}. To let it act: ampd trust ${root}`;
    return { kind: "untrusted-workspace", message, path: file };
  });
  return [...each, ...last];
}

/** One warning each: no trust helps, only another content. */
function unboundWarnings(items: readonly TrustItem[]): SettingsWarning[] {
  return items.flatMap(({ file, key, why, unbound }) => {
    if (unbound === undefined) return [];
    const place = key === undefined ? file : `${file}: ${key}`;
    const message = `${place} (it ${why}) was ignored and cannot be trusted: ${unbound}`;
    return [{ kind: "untrusted-workspace" as const, message, path: file }];
  });
}

function invalidSettings(problems: readonly Problem[], place: (problem: Problem) => string): SettingsError {
  const lines = problems.map((problem) => `${place(problem)}: ${problem.message}`);
  return new SettingsError("settings-invalid", `The settings are not valid: ${lines.join("; ")}`, problems);
}
