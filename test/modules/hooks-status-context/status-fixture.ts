/** A git repository made for a test, whatever this machine's own git configuration says. Test support only. */
import { execFileSync } from "node:child_process";
import { findProgram } from "../../../modules/lib/child-process/index.ts";

export const GIT = { name: "git", isMet: findProgram("git") !== undefined };
/** More time for git than a loaded machine needs. */
export const PATIENT = { config: { git_timeout: 60 } };

export function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...identity, ...args], { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
}
