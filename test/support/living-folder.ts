/** What is in a folder that a running process writes to: a draft that is listed may have become its file before it is read. */
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

interface FoundFile {
  /** Under the folder. */
  readonly name: string;
  readonly text: string;
  /** The permission bits. */
  readonly mode: number;
}

/** Every file under a folder as it was at one time: where one, or a folder in it, has gone meanwhile, all are looked at again. */
export async function filesUnder(folder: string): Promise<FoundFile[]> {
  for (;;) {
    try {
      const names = await readdir(folder, { recursive: true });
      const files = await Promise.all(names.map((name) => fileAt(folder, name)));
      return files.filter((file) => file !== undefined);
    } catch (error) {
      const { code, path } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" || path === folder) throw error;
    }
  }
}

async function fileAt(folder: string, name: string): Promise<FoundFile | undefined> {
  const path = join(folder, name);
  const found = await lstat(path);
  if (!found.isFile()) return undefined;
  return { name, text: await readFile(path, "utf8"), mode: found.mode & 0o777 };
}
