/**
 * Loads what a text mentions, and what those files mention in turn, as one block of context. Each content comes once, under all the
 * names it was mentioned by. What is not there is no mention: the text stays as it is.
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { findMentions, type Mention } from "./find-mentions.ts";
import { candidatesOf, type MentionRoots, type Reach } from "./mention-roots.ts";

export interface LoadedFile {
  /** `@text → /real/path`, one for each mention. */
  readonly names: string[];
  readonly path: string;
  readonly content: string;
}

export interface LoadedMentions {
  readonly files: readonly LoadedFile[];
  /** What was found, but left out, and why. */
  readonly problems: readonly string[];
}

export interface MentionSource {
  readonly text: string;
  readonly directory: string;
  readonly reach: Reach;
}

const MAX_DEPTH = 3;
const MAX_FILES = 64;
const MAX_FILE_BYTES = 256 * 1024;
const MAX_TOTAL_BYTES = 1024 * 1024;
const MAX_LISTED = 500;

export async function loadMentions(sources: readonly MentionSource[], roots: MentionRoots): Promise<LoadedMentions> {
  const loading = new Loading(roots);
  for (const source of sources) await loading.follow(source, 1);
  return loading;
}

/** As it is put before a prompt or behind an instruction; empty where nothing was loaded. */
export function contextBlock(files: readonly LoadedFile[]): string {
  return files
    .map(
      ({ names, content }) =>
        `<context_file paths=${JSON.stringify(names.join(", "))}>\n${content.trimEnd()}\n</context_file>`,
    )
    .join("\n\n");
}

class Loading implements LoadedMentions {
  readonly files: LoadedFile[] = [];
  readonly problems: string[] = [];
  readonly #roots: MentionRoots;
  readonly #byDigest = new Map<string, LoadedFile>();
  readonly #followed = new Set<string>();
  #bytes = 0;

  constructor(roots: MentionRoots) {
    this.#roots = roots;
  }

  async follow({ text, directory, reach }: MentionSource, depth: number): Promise<void> {
    for (const mention of findMentions(text)) await this.#load(mention, { directory, reach }, depth);
  }

  async #load(mention: Mention, from: { directory: string; reach: Reach }, depth: number): Promise<void> {
    for (const candidate of candidatesOf(mention, this.#roots, from)) {
      const found =
        (await contentOf(candidate.path, candidate.within)) ??
        (await contentOf(`${candidate.path}.md`, candidate.within));
      if (found === undefined) continue;
      const name = `${mention.text} → ${found.path}`;
      if ("problem" in found) this.problems.push(`${name}: ${found.problem}`);
      else if (this.#keep(name, found)) await this.#followFile(found, candidate.reach, depth);
      return;
    }
  }

  /** Answers whether it is there now. */
  #keep(name: string, { path, content }: FoundFile): boolean {
    const digest = createHash("sha256").update(content).digest("hex");
    const known = this.#byDigest.get(digest);
    if (known !== undefined) {
      if (!known.names.includes(name)) known.names.push(name);
      return true;
    }
    const bytes = Buffer.byteLength(content);
    if (this.files.length >= MAX_FILES || this.#bytes + bytes > MAX_TOTAL_BYTES) {
      this.problems.push(
        `${name}: left out, as mentions may load ${MAX_FILES} files and ${MAX_TOTAL_BYTES} bytes in all`,
      );
      return false;
    }
    this.#bytes += bytes;
    const file = { names: [name], path, content };
    this.files.push(file);
    this.#byDigest.set(digest, file);
    return true;
  }

  async #followFile({ path, content }: FoundFile, reach: Reach, depth: number): Promise<void> {
    if (depth >= MAX_DEPTH || this.#followed.has(path)) return;
    this.#followed.add(path);
    await this.follow({ text: content, directory: dirname(path), reach }, depth + 1);
  }
}

interface FoundFile {
  readonly path: string;
  readonly content: string;
}

/** Nothing where there is no such file, or it leads out of where it may. */
async function contentOf(
  path: string,
  within: string,
): Promise<FoundFile | { path: string; problem: string } | undefined> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return undefined;
  const root = await realpath(within).catch(() => within);
  if (real !== root && !real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) {
    return { path: real, problem: `it leads out of ${root}` };
  }
  try {
    return await read(real);
  } catch (error) {
    return { path: real, problem: `it cannot be read (${(error as NodeJS.ErrnoException).code ?? error})` };
  }
}

async function read(path: string): Promise<FoundFile | { path: string; problem: string }> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) return { path, content: await listing(path) };
    if (!stats.isFile()) return { path, problem: "it is not a file" };
    if (stats.size > MAX_FILE_BYTES)
      return { path, problem: `it has ${stats.size} bytes, and ${MAX_FILE_BYTES} is the limit` };
    const content = await handle.readFile();
    if (content.includes(0)) return { path, problem: "it is not text" };
    return { path, content: content.toString("utf8") };
  } finally {
    await handle.close();
  }
}

async function listing(directory: string): Promise<string> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  const more = names.length > MAX_LISTED ? [`… and ${names.length - MAX_LISTED} more`] : [];
  return [...names.slice(0, MAX_LISTED), ...more].join("\n");
}
