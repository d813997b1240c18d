/** How the parts of this module say no, and how that becomes a tool's failed result. */
import { failure, messageOf, type ToolContext, type ToolResult } from "../../kernel/index.ts";

export class Refusal extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Runs what may refuse, or meet an error of the file system: both are failed results. */
export async function answer(
  path: string,
  signal: ToolContext["signal"],
  run: () => Promise<ToolResult>,
): Promise<ToolResult> {
  try {
    requireNotCancelled(signal);
    return await run();
  } catch (error) {
    if (error instanceof Refusal) return failure(error.kind, error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const [kind, reason] = REASONS[code] ?? ["io-error", messageOf(error)];
    return failure(kind, `${path}: ${reason}`);
  }
}

/** @throws Refusal `cancelled` */
export function requireNotCancelled(signal: ToolContext["signal"]): void {
  if (signal.aborted) throw new Refusal("cancelled", "The call was cancelled.");
}

const REASONS: Readonly<Record<string, readonly [kind: string, reason: string]>> = {
  ENOENT: ["not-found", "There is no such file or directory."],
  ENOTDIR: ["not-found", "Part of the path is a file, not a directory."],
  EISDIR: ["is-directory", "It is a directory."],
  EACCES: ["permission", "The operating system gives no permission."],
  EPERM: ["permission", "The operating system does not permit it."],
  EROFS: ["permission", "The file system is read-only."],
  ELOOP: ["symlink-loop", "There are too many symlinks in the path, or it changed into one."],
  ENAMETOOLONG: ["invalid-path", "The name is too long."],
  ERR_INVALID_ARG_VALUE: ["invalid-path", "A path cannot contain a NUL character."],
  ENOSPC: ["no-space", "The disk is full; the file is as it was."],
  EDQUOT: ["no-space", "The disk quota is used up; the file is as it was."],
};
