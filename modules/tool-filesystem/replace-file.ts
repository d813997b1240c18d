/**
 * Replaces a file, or makes a new one, in one step: a reader sees the old content or the new, and a crash leaves one of them.
 * Hard links to the old file keep the old content, and extended attributes are not carried over.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, type FileHandle, mkdir, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Refusal } from "./refusal.ts";
import { type FileVersion, readVersion } from "./text-file.ts";

/**
 * @param path a real path that may be written
 * @param before the version that is replaced; nothing: the file must not exist
 * @throws Refusal `changed` when the file or its folder is not what it was; then nothing is written
 */
export async function replaceFile(path: string, content: Buffer, before: FileVersion | undefined): Promise<void> {
  const folder = dirname(path);
  const handle = await openFolder(folder);
  try {
    await requireSameFolder(folder, handle);
    const anchor = await anchorOf(folder, handle);
    const temporary = join(anchor, `.ampd-${randomBytes(8).toString("hex")}.tmp`);
    try {
      await writeTemporary(temporary, content, before);
      await requireVersion(path, before);
      await requireSameFolder(folder, handle);
      await rename(temporary, join(anchor, basename(path)));
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** What is missing of it is made step by step, each in the open one before, so that a link that was put there leads nowhere. */
async function openFolder(folder: string): Promise<FileHandle> {
  try {
    return await open(folder, FOLDER);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP" || code === "ENOTDIR") throw replaced(folder);
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
  }
  const above = dirname(folder);
  const parent = await openFolder(above);
  try {
    await requireSameFolder(above, parent);
    const inside = join(await anchorOf(above, parent), basename(folder));
    await mkdir(inside).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    return await open(inside, FOLDER);
  } finally {
    await parent.close();
  }
}

function replaced(folder: string): Refusal {
  return new Refusal("changed", `${folder} was replaced while the file was written; nothing was written.`);
}

/**
 * A path that means the open folder itself, so that a folder swapped for a symlink leads nowhere else. Where the system has no
 * such path (all but Linux), the moment between the last check and the rename remains.
 */
async function anchorOf(folder: string, handle: FileHandle): Promise<string> {
  const anchor = `/proc/self/fd/${handle.fd}`;
  const isThere = await access(anchor).then(
    () => true,
    () => false,
  );
  return isThere ? anchor : folder;
}

async function requireSameFolder(folder: string, handle: FileHandle): Promise<void> {
  const opened = await handle.stat();
  const now = await stat(folder);
  if (opened.dev === now.dev && opened.ino === now.ino && (await realpath(folder)) === folder) return;
  throw replaced(folder);
}

async function writeTemporary(path: string, content: Buffer, before: FileVersion | undefined): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(path, flags, before === undefined ? 0o666 : 0o600);
  try {
    await file.writeFile(content);
    if (before !== undefined) await keepOwnerAndMode(file, before);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Only the owner and root may give a file away; then it belongs to whoever wrote it, as with any editor. */
async function keepOwnerAndMode(file: FileHandle, before: FileVersion): Promise<void> {
  const { uid, gid } = await file.stat();
  if (uid !== before.uid || gid !== before.gid) await file.chown(before.uid, before.gid).catch(() => undefined);
  await file.chmod(before.mode);
}

async function requireVersion(path: string, before: FileVersion | undefined): Promise<void> {
  const now = await readVersion(path);
  if (now?.hash === before?.hash) return;
  throw new Refusal("changed", `${path} changed while it was written; nothing was written. Read it again.`);
}
