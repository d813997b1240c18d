/** Reads the files that a session always remembers into system messages. Reading happens once, when the session starts. */
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { KernelError, type Message, messageOf } from "../../kernel/index.ts";

export interface MemoryFile {
  /** As the config names it. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly message: Message;
}

export interface Memory {
  readonly files: readonly MemoryFile[];
  /** Files that are not there; a session starts without them. */
  readonly missing: readonly { readonly name: string; readonly path: string }[];
}

/** @throws KernelError `module-load-failed` when a file is too big or cannot be read */
export async function readMemoryFiles(
  names: readonly string[],
  limits: { readonly workingDir: string | undefined; readonly maxBytes: number },
): Promise<Memory> {
  const files: MemoryFile[] = [];
  const missing: { name: string; path: string }[] = [];
  let total = 0;
  for (const [place, name] of names.entries()) {
    const key = `memory_files[${place}]`;
    const path = pathOf(name, key, limits.workingDir);
    const text = await readBounded(path, { key, maxBytes: limits.maxBytes - total });
    if (text === undefined) {
      missing.push({ name, path });
      continue;
    }
    const bytes = Buffer.byteLength(text);
    total += bytes;
    const content = [{ type: "text" as const, text: `[Context from ${name}]\n\n${text}` }];
    files.push({ name, path, bytes, message: { role: "system", content, metadata: { source: "memory_file", path } } });
  }
  return { files, missing };
}

function pathOf(name: string, key: string, workingDir: string | undefined): string {
  if (isAbsolute(name)) return name;
  if (name.startsWith("~/")) return join(homedir(), name.slice(2));
  if (workingDir !== undefined) return resolve(workingDir, name);
  throw new KernelError(
    "module-load-failed",
    `${key}: "${name}" is relative, and the session has no working directory.`,
  );
}

/** Nothing when there is no such file. */
async function readBounded(
  path: string,
  { key, maxBytes }: { readonly key: string; readonly maxBytes: number },
): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new KernelError("module-load-failed", `${key}: ${path} is not a file.`);
    if (found.size > maxBytes) throw tooBig(key, path);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof KernelError) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new KernelError("module-load-failed", `${key}: ${path} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function tooBig(key: string, path: string): KernelError {
  return new KernelError(
    "module-load-failed",
    `${key}: with ${path} the memory files are over max_memory_bytes; shorten the file, or raise the limit.`,
  );
}
