/** Writes a file whole or not at all, for its owner only. */
import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** Readers see the old file or the new one. Folders that are missing are made. @throws what the file system says */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(draft, "wx", FILE_MODE);
    await handle.writeFile(data);
    await handle.datasync();
    await handle.close();
    handle = undefined;
    await rename(draft, path);
  } catch (error) {
    await handle?.close();
    await rm(draft, { force: true });
    throw error;
  }
}
