/** What code is now, as one digest. Follows no link, and reads nothing beyond a bound. */
import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";

const MAX_CODE_FILES = 5000;
const MAX_CODE_BYTES = 64 * 1024 * 1024;

/** The digest of a file, or of everything in a folder; nothing where there is none, or more than can be looked at. */
export async function codeDigest(path: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  let files = 0;
  let bytes = 0;
  const add = async (entry: string): Promise<void> => {
    const stats = await lstat(entry);
    files += 1;
    bytes += stats.isFile() ? stats.size : 0;
    if (files > MAX_CODE_FILES || bytes > MAX_CODE_BYTES) throw new Error("too much to look at");
    hash.update(JSON.stringify([relative(path, entry), stats.isDirectory(), stats.isSymbolicLink()]));
    if (stats.isDirectory()) {
      for (const name of (await readdir(entry)).sort()) if (name !== ".git") await add(join(entry, name));
    } else if (stats.isSymbolicLink()) hash.update(await readlink(entry));
    else if (stats.isFile())
      hash.update(
        createHash("sha256")
          .update(await readFile(entry))
          .digest(),
      );
  };
  try {
    await add(path);
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}
