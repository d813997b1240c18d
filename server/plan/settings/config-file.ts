/** Files of configuration, read with care and written whole: no devices, no links out of the workspace, one writer at a time. */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath, rename, rm, type stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../../kernel/index.ts";
import { lockSession } from "../../store/files/session-lock.ts";
import { StoreError } from "../../store/store-error.ts";
import { SettingsError } from "./settings-error.ts";

const MAX_FILE_BYTES = 1024 * 1024;
/** More than a slow machine keeps one who writes waiting. */
const LOCK_TIMEOUT_MS = 20_000;
const LOCK_RETRY_MS = 10;

/** Nothing where there is no such file. @param within the real path that the file must lie in @throws SettingsError `settings-invalid` */
export async function readConfigFile(path: string, within?: string): Promise<string | undefined> {
  try {
    const real = within === undefined ? path : await realpath(path);
    if (within !== undefined && !isInside(real, within))
      throw invalid(path, "it is a link that leads out of the workspace");
    // Without O_NONBLOCK, a pipe in the place of a file would be waited for.
    const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size } = await requireFile(handle.stat(), path);
      if (size > MAX_FILE_BYTES)
        throw invalid(path, `it has more than ${MAX_FILE_BYTES} bytes; long texts belong in files that it mentions`);
      return await readWhole(handle, size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw invalid(path, `it cannot be read (${code ?? messageOf(error)})`);
  }
}

/** In one read, if it can be: thousands of files are read in a row. */
async function readWhole(handle: FileHandle, size: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, 0);
  return bytesRead === size ? buffer.toString("utf8") : handle.readFile("utf8");
}

async function requireFile(found: ReturnType<typeof stat>, path: string): Promise<{ size: number }> {
  const stats = await found;
  if (!stats.isFile()) throw invalid(path, "it is not a file");
  return { size: Number(stats.size) };
}

export interface WriteOptions {
  /** Only its owner may read it; else a file that is there keeps its mode. */
  readonly isPrivate: boolean;
  /** The real path that it must lie in. */
  readonly within?: string | undefined;
}

/** Readers see the old file or the new one; a link is written through. @throws SettingsError `settings-not-written` */
export async function writeConfigFile(path: string, text: string, options: WriteOptions): Promise<void> {
  try {
    const target = await targetOf(path, options.within);
    const found = await lstat(target).catch(() => undefined);
    const mode = options.isPrivate ? 0o600 : found === undefined ? 0o644 : found.mode & 0o777;
    await replace(target, text, mode);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError("settings-not-written", `${path} was not written: ${messageOf(error)}`);
  }
}

async function replace(target: string, text: string, mode: number): Promise<void> {
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.chmod(mode);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Where the path leads; its directory must lie within. */
async function targetOf(path: string, within: string | undefined): Promise<string> {
  const target = await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
  if (within === undefined || isInside(target, within)) return target;
  throw new SettingsError(
    "settings-not-written",
    `${path} was not written: it leads out of the workspace, to ${target}`,
  );
}

/**
 * Runs alone among all processes that take the lock of this directory, which is made if need be.
 * @param directory.within the workspace that it lies in; the user's own is nobody else's to see
 * @throws SettingsError `settings-not-written`
 */
export async function withLock<Value>(
  directory: { readonly path: string; readonly within?: string | undefined },
  body: () => Promise<Value>,
): Promise<Value> {
  const mode = directory.within === undefined ? 0o700 : 0o777;
  await mkdir(directory.path, { recursive: true, mode }).catch((error: unknown) => {
    throw unwritable(directory.path, error);
  });
  await targetOf(directory.path, directory.within);
  const release = await lock(directory.path);
  try {
    return await body();
  } finally {
    release();
  }
}

async function lock(directory: string): Promise<() => void> {
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      return lockSession(directory);
    } catch (error) {
      if (!(error instanceof StoreError)) throw unwritable(directory, error);
      if (Date.now() > deadline)
        throw new SettingsError(
          "settings-not-written",
          `${directory} is being written to by another process; try again.`,
        );
      await delay(LOCK_RETRY_MS);
    }
  }
}

function unwritable(path: string, error: unknown): SettingsError {
  return new SettingsError("settings-not-written", `${path} cannot be written to: ${messageOf(error)}`);
}

export function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith("/") ? root : `${root}/`);
}

function invalid(path: string, what: string): SettingsError {
  return new SettingsError("settings-invalid", `${path}: ${what}`, [{ path, message: what }]);
}
