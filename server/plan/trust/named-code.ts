/**
 * The files of a workspace that a value would run, wherever it names them: the script of an `exec:` line, the program of an MCP server,
 * the command of a hook or of a secret, and what `node`, `python -m`, `npm` or `make` take without a whole name. Trust in the value is
 * trust in what these files are now. What a file loads in its turn is not looked at.
 */
import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import type { JsonObject, ModuleEntry } from "../../../kernel/index.ts";
import { isInside } from "../settings/config-file.ts";
import type { Leaf } from "../settings/leaves.ts";
import { readSource } from "../sources/source-form.ts";
import { codeDigest, UnboundCode } from "./code-digest.ts";
import { impliedBy } from "./implied-code.ts";

/** Where relative paths may start: the workspace, and the directory that a session would work in. */
export interface CodeBase {
  readonly root: string;
  readonly cwd: string;
}

export type NamedCode = readonly (readonly [file: string, digest: string | undefined])[];

const MAX_WORDS = 2000;
const MAX_FILES = 200;
/** Words, in each of the folders where they may be meant. */
const MAX_PLACES = 10_000;
/** Modules whose config names programs. */
const RUNNERS = new Set(["hooks-command", "tool-mcp"]);

/** Of a setting: of all of it where it names programs, else of the references to secrets in it. @throws UnboundCode */
export async function codeOfLeaf({ path, value }: Leaf, base: CodeBase): Promise<NamedCode> {
  const [section = "", id = "", , key] = path;
  if (section === "modules" || section === "session") return codeIn(runsOfEntry(value), base);
  const isProgram = section === "sources" || section === "mcp_servers" || RUNNERS.has(id) || path.includes("secret");
  const names = isProgram || key === "hooks" || key === "servers";
  return codeIn(names ? value : secretsIn(value), base);
}

/** Of module entries, by their files in the workspace; in the order of their names. @throws UnboundCode */
export async function codeOfEntries(entries: readonly unknown[], base: CodeBase): Promise<NamedCode> {
  const named = await codeIn(entries.map(runsOfEntry), base);
  const folders = await Promise.all(entries.map((entry) => folderOf(entry, base)));
  return [...named, ...folders.flat()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A module that is a folder of the workspace is all that is in it. */
async function folderOf(entry: unknown, { root }: CodeBase): Promise<NamedCode> {
  const form = readSource((Object(entry) as ModuleEntry).source, root);
  if (form?.type !== "file" || !(await isFolder(form.path)) || !(await isOfWorkspace(form.path, root))) return [];
  return [[relative(root, form.path), await codeDigest(form.path)]];
}

/** It is written as a path in the workspace, or a link elsewhere leads into it. @param root the workspace's real path */
export async function isOfWorkspace(path: string, root: string): Promise<boolean> {
  if (isInside(resolve(path), root)) return true;
  const real = await realpath(path).catch(() => undefined);
  return real !== undefined && isInside(real, root);
}

/** @param value such as an MCP server: every text in it counts @throws UnboundCode */
export async function codeIn(value: unknown, { root, cwd }: CodeBase): Promise<NamedCode> {
  const found = new Map<string, string | undefined>();
  const words = wordsOf(value, root);
  for (const path of await placesOf([...words, ...impliedBy(words)], { root, cwd })) {
    if (!(await isOfWorkspace(path, root))) continue;
    const real = await realpath(path).catch(() => undefined);
    const isFile = real !== undefined && (await stat(real).catch(() => undefined))?.isFile() === true;
    if (!isFile) continue;
    if (found.size >= MAX_FILES) throw tooMuch(`${MAX_FILES} files`);
    found.set(relative(root, path), await codeDigest(real));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Where the words may lead, from the workspace, the session's directory, and each folder that is named. */
async function placesOf(words: readonly string[], { root, cwd }: CodeBase): Promise<ReadonlySet<string>> {
  const starts = new Set([root, cwd]);
  for (const word of words) {
    const folder = resolve(root, word);
    if ((await isOfWorkspace(folder, root)) && (await isFolder(folder))) starts.add(folder);
  }
  const places = new Set<string>();
  for (const start of starts) {
    for (const word of words) {
      places.add(resolve(start, word));
      // Behind a link, the system goes up from where the link leads; some programs do not.
      if (word.includes("..")) places.add(isAbsolute(word) ? word : `${start}/${word}`);
      if (places.size > MAX_PLACES) throw tooMuch(`${MAX_PLACES} places of files`);
    }
  }
  return places;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** What of an entry starts something: its source, the config of a module that runs programs, and programs that tell secrets. */
function runsOfEntry(entry: unknown): unknown {
  const { module, source, config } = Object(entry) as JsonObject;
  return [source, RUNNERS.has(String(module)) ? config : secretsIn(config)];
}

/** The references in a config that run a program. */
function secretsIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === "secret" ? [item] : secretsIn(item)));
}

/** Texts, and what a shell or a list of words would make of them. */
function wordsOf(value: unknown, root: string): string[] {
  const words = new Set<string>();
  const visit = (item: unknown): void => {
    if (typeof item === "object" && item !== null) for (const inner of Object.values(item)) visit(inner);
    if (typeof item !== "string") return;
    const text = item
      .replace(/\$\{?(?:CLAUDE_PROJECT_DIR|AMPD_PROJECT_DIR|PWD)\}?/g, root)
      .replace(/^(?:exec|file):/, "");
    for (const word of [text, ...text.split(/["'`]/), ...text.split(/[\s"'`;|&<>()=,:]+/)]) {
      if (words.size > MAX_WORDS) throw tooMuch(`${MAX_WORDS} words`);
      if (word !== "") words.add(word);
    }
  };
  visit(value);
  return [...words];
}

function tooMuch(bound: string): UnboundCode {
  return new UnboundCode(
    `it names too much to look at (more than ${bound} that may run); let it run one script that does the rest`,
  );
}
