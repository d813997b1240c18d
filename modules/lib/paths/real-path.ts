/** The one place that a path really names. What is checked and what is opened must both be this path. */
import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { absolutePath, type PathBase } from "./base.ts";

/** As many as Linux follows. */
const MAX_LINKS = 40;
/** What a call of the system takes as a path. Some libraries follow a longer one, part by part; here it leads nowhere, for whoever judges and opens. */
export const MAX_PATH_BYTES = 4096;

/**
 * Absolute, `..` and symlinks resolved. Where the path ends in something that does not exist, what exists of it is resolved; a
 * symlink that points to nothing names its target.
 * @throws an Error with a code such as `EACCES`, `ELOOP` or `ENAMETOOLONG`
 */
export async function realPathOf(path: string, base: PathBase): Promise<string> {
  const absolute = absolutePath(path, base);
  if (Buffer.byteLength(absolute) >= MAX_PATH_BYTES)
    throw Object.assign(new Error(`the path has more than ${MAX_PATH_BYTES - 1} bytes`), { code: "ENAMETOOLONG" });
  return resolveReal(absolute, 0);
}

/** Whether a path is the root or lies under it. Both must be real paths. */
export function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith("/") ? root : `${root}/`);
}

/** Whether a real path is one of the roots or lies under one; the roots are as a person wrote them. */
export async function isInsideAny(path: string, roots: readonly string[], base: PathBase): Promise<boolean> {
  const real = await Promise.all(roots.map((root) => realPathOf(root, base)));
  return real.some((root) => isInside(path, root));
}

async function resolveReal(path: string, links: number): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error) || path === "/") throw error;
  }
  const target = await linkTargetOf(path);
  if (target !== undefined) {
    if (links === MAX_LINKS) throw Object.assign(new Error(`too many symlinks: ${path}`), { code: "ELOOP" });
    return resolveReal(isAbsolute(target) ? target : `${dirname(path)}/${target}`, links + 1);
  }
  const parent = await resolveReal(dirname(path), links);
  const name = basename(path);
  if (name === "..") return dirname(parent);
  const resolved = join(parent, name);
  // Written otherwise, by a folder's real name or without a slash at its end, it may well exist.
  return resolved === path ? path : resolveReal(resolved, links);
}

async function linkTargetOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
