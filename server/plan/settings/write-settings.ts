/** Changes one value of a settings file: comments and order stay, other writers wait, and what would not be valid is not written. */
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { checkSettings } from "./check-settings.ts";
import { readConfigFile, withLock, writeConfigFile } from "./config-file.ts";
import { editText } from "./edit-text.ts";
import { canonical, valueAt } from "./leaves.ts";
import type { SettingsFile } from "./locations.ts";
import { SettingsError } from "./settings-error.ts";
import { parseYaml } from "./yaml-text.ts";

export type WritableFile = Pick<SettingsFile, "scope" | "path"> & {
  /** The workspace, for a file in it. */
  readonly within?: string | undefined;
};

export interface SettingsChange {
  readonly path: readonly string[];
  /** Nothing: the key goes. */
  readonly value: unknown;
  /** The value becomes one more item of the list, unless it is in it. */
  readonly isItem?: boolean;
}

/** What the file holds then. @throws SettingsError `settings-invalid`, `settings-not-written` */
export async function writeSettings(file: WritableFile, change: SettingsChange): Promise<JsonObject> {
  const { path, value } = change;
  const directory = dirname(file.path);
  return withLock({ path: directory, within: file.within }, async () => {
    const found = (await readConfigFile(file.path, file.within)) ?? "";
    const isDos = /\r\n/.test(found) && !/(?:^|[^\r])\n/.test(found);
    const text = isDos ? found.replaceAll("\r\n", "\n") : found;
    const { document, tree } = await parseYaml(text, file.path);
    const edited = await editText(text, document, change).catch(() => undefined);
    if (document.contents === null) document.contents = document.createNode({}) as never;
    edit(document, tree, change);
    const changed = document.toJS() as JsonObject;
    const { problems, warnings } = checkSettings(changed, file.scope);
    // What stands there already and is not known may stay; nothing of that kind is added.
    const ignored = value === undefined ? [] : warnings.filter((warning) => warning.path === path[0]);
    if (problems.length + ignored.length > 0) throw refusal(file.path, [...problems, ...ignored]);
    const isPrivate = file.scope !== "project";
    const said = [text, edited].map(async (one) => (one !== undefined && (await says(one, changed)) ? one : undefined));
    const [same, minimal] = await Promise.all(said);
    const written = same ?? minimal ?? document.toString({ lineWidth: 0, ...habitsOf(text) });
    await writeConfigFile(file.path, isDos ? written.replaceAll("\n", "\r\n") : written, {
      isPrivate,
      within: file.within,
    });
    if (file.scope === "local") await ignoreInGit(directory);
    return changed;
  });
}

/** Whether a text holds just this. */
async function says(text: string, tree: JsonObject): Promise<boolean> {
  const read = await parseYaml(text, "").catch(() => undefined);
  return read !== undefined && canonical(read.tree) === canonical(tree);
}

/** How the file is indented: what is written anew looks like what stands there. */
function habitsOf(text: string): { readonly indent: number; readonly indentSeq: boolean } {
  const [, indent = "  "] = /^[\w"'-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( +)[^\s#-]/m.exec(text) ?? [];
  return { indent: indent.length, indentSeq: !/:[ \t]*\r?\n- /.test(text) };
}

type YamlDocument = Awaited<ReturnType<typeof parseYaml>>["document"];

function edit(document: YamlDocument, tree: JsonObject, { path, value, isItem }: SettingsChange): void {
  if (value === undefined) {
    document.deleteIn(path);
    return;
  }
  // A scalar on the way cannot hold a key.
  const parents = path.slice(0, -1).map((_, index) => path.slice(0, index + 1));
  for (const parent of parents) if (isScalar(valueAt(tree, parent))) document.deleteIn(parent);
  if (isItem !== true) {
    document.setIn(path, withComments(document.createNode(value), document.getIn(path, true)));
    return;
  }
  const list = valueAt(tree, path);
  if (!Array.isArray(list)) document.setIn(path, document.createNode([value]));
  else if (!list.some((item) => canonical(item) === canonical(value))) document.addIn(path, document.createNode(value));
}

/** What is written beside a value stays when another one takes its place. */
function withComments<Made extends Commented>(made: Made, before: unknown): Made {
  const { comment, commentBefore } = Object(before) as Commented;
  const isBeside = isScalar((made as { value?: unknown }).value);
  const above = [commentBefore, isBeside ? undefined : comment].filter((part) => typeof part === "string");
  if (above.length > 0) made.commentBefore = above.join("\n");
  if (isBeside && typeof comment === "string") made.comment = comment;
  return made;
}

interface Commented {
  comment?: string | null | undefined;
  commentBefore?: string | null | undefined;
}

function isScalar(value: unknown): boolean {
  return value !== undefined && (typeof value !== "object" || value === null);
}

/** The local file is nobody else's business; where the folder has a list of its own already, it is left alone. */
async function ignoreInGit(directory: string): Promise<void> {
  await writeFile(join(directory, ".gitignore"), "settings.local.yaml\n", { flag: "wx" }).catch(() => {});
}

function refusal(file: string, problems: ReturnType<typeof checkSettings>["problems"]): SettingsError {
  const lines = problems.map(({ path, message }) => `${path}: ${message}`);
  return new SettingsError("settings-invalid", `${file} was not changed: ${lines.join("; ")}`, problems);
}
