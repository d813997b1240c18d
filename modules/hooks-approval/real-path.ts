/** Where a path really leads: links followed, also those that lead to what does not exist yet; exactly as the tools follow it. */
import { homedir } from "node:os";
import { absolutePath as absolute, realPathOf as realPath } from "../lib/paths/index.ts";

/** @param path absolute, relative to `base`, or `~/…` @returns absolute; the part that does not exist is taken as it is */
export async function realPathOf(path: string, base: string): Promise<string> {
  return realPath(path, { cwd: base, home: homedir() });
}

export function absolutePath(path: string, base: string): string {
  return absolute(path, { cwd: base, home: homedir() });
}
