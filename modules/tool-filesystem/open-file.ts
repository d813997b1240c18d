/** Opens what a checked real path names, and nothing else: no symlink, no pipe, no device, and not what was swapped in since. */
import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath, stat } from "node:fs/promises";
import { Refusal } from "./refusal.ts";

/** @throws Refusal `not-a-file`, `changed`; an Error with a code from the file system */
export async function openFile(path: string): Promise<FileHandle> {
  const before = await lstat(path);
  if (!before.isFile()) throw new Refusal("not-a-file", `${path} is ${kindOf(before)}, not a regular file.`);
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const opened = await handle.stat();
    const now = await stat(path);
    const isSame = opened.dev === now.dev && opened.ino === now.ino && (await realpath(path)) === path;
    if (!isSame || !opened.isFile())
      throw new Refusal("changed", `${path} was replaced while it was opened; try again.`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function kindOf(stats: Awaited<ReturnType<typeof lstat>>): string {
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  if (stats.isSymbolicLink()) return "a symlink";
  return "a device";
}
