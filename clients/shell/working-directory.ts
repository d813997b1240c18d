/** The directory that a command works in, with symlinks resolved, so that the same place has one name in every session. */
import { realpath, stat } from "node:fs/promises";
import { ShellError } from "./shell-error.ts";

/** Nothing can be started from a directory that was removed. @throws ShellError */
export function requireCurrentDirectory(): void {
  try {
    process.cwd();
  } catch (cause) {
    const message = "the current directory is not there any more, or it cannot be reached; cd to one that exists.";
    throw new ShellError(message, { cause });
  }
}

/** @throws ShellError */
export async function workingDirectory(cwd: string | undefined): Promise<string> {
  try {
    const path = await realpath(cwd ?? process.cwd());
    if ((await stat(path)).isDirectory()) return path;
  } catch {
    // Said below: it is not there, or it cannot be reached.
  }
  throw new ShellError(`--cwd ${cwd ?? "."}: there is no such directory; name one that exists.`);
}
