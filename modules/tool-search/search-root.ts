/** Where a search starts: the real path, checked against what may be searched. */
import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { failure, messageOf, type ToolResult } from "../../kernel/index.ts";
import { isInsideAny, type PathBase, realPathOf } from "../lib/paths/index.ts";

export interface SearchRoot {
  /** Real and absolute. */
  readonly path: string;
  readonly isFolder: boolean;
}

export async function searchRoot(
  path: string,
  allowed: readonly string[],
  base: PathBase,
): Promise<SearchRoot | ToolResult> {
  try {
    const real = await realPathOf(path, base);
    if (!(await isInsideAny(real, allowed, base))) {
      return failure(
        "denied",
        `${real} may not be searched. What may be searched: ${allowed.join(", ") || "nothing"}.`,
      );
    }
    const stats = await stat(real);
    if (stats.isDirectory() || stats.isFile()) return { path: real, isFolder: stats.isDirectory() };
    return failure("not-a-file", `${real} is neither a folder nor a regular file.`);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return failure(
      isMissing ? "not-found" : "io-error",
      `${path}: ${isMissing ? "it does not exist" : messageOf(error)}`,
    );
  }
}

/** As results show it: relative to the working directory where it lies inside, else absolute. */
export function shownPath(path: string, cwd: string): string {
  const inner = relative(cwd, path);
  return inner === "" || inner.startsWith("../") || inner === ".." ? path : inner;
}
