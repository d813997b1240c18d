/** Where a path really leads: links followed, also those that lead to what does not exist yet. */
import { readlink, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

const MAX_LINKS = 40;

/** @param path absolute, relative to `base`, or `~/…` @returns absolute; the part that does not exist is taken as it is */
export async function realPathOf(path: string, base: string): Promise<string> {
  return follow(absolutePath(path, base), 0);
}

export function absolutePath(path: string, base: string): string {
  if (path === "~") return homedir();
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(base, path);
}

async function follow(path: string, links: number): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error) || links > MAX_LINKS) throw error;
  }
  const parent = dirname(path);
  if (parent === path) return path;
  const target = await linkTarget(path);
  if (target !== undefined) return follow(resolve(parent, target), links + 1);
  return join(await follow(parent, links), path.slice(parent.length).replace(/^[\\/]+/, ""));
}

/** A link that leads nowhere is still a link: writing to it makes the file that it names. */
async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR";
}
