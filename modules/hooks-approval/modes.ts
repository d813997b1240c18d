/** What the modes that give more freedom still leave alone. */
import { isAbsolute, relative, sep } from "node:path";

/** Folders whose files run by themselves or grant permissions. */
const GUARDED = new Set([".git", ".ampd", ".amplifier", ".vscode", ".idea", ".husky", ".envrc"]);

/** Whether a real path lies in the working directory (real, too), outside the guarded folders. */
export function isInsideWorkspace(path: string, workingDir: string): boolean {
  const way = relative(workingDir, path);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return false;
  return !way.split(sep).some((segment) => GUARDED.has(segment.toLowerCase()));
}
