/** What relative paths are relative to. It resolves no symlinks. */
import { homedir } from "node:os";
import { isAbsolute } from "node:path";
import type { Coordinator } from "../../../kernel/index.ts";

export interface PathBase {
  /** Absolute. */
  readonly cwd: string;
  /** What `~` stands for; absolute. */
  readonly home: string;
}

/** The session's working directory; an application that names none works where it was started. */
export function sessionBase(coordinator: Coordinator): PathBase {
  return { cwd: coordinator.getCapability<string>("session.working_dir") ?? process.cwd(), home: homedir() };
}

/** Absolute, and otherwise as it was written: `..` is left to the operating system, for which `link/..` is not `.` */
export function absolutePath(path: string, base: PathBase): string {
  if (path === "~") return base.home;
  if (path.startsWith("~/")) return `${base.home}${path.slice(1)}`;
  return isAbsolute(path) ? path : `${base.cwd}/${path}`;
}
