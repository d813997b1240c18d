/** What the model is told of the repository. */
import type { Config } from "./config.ts";
import type { Git } from "./git.ts";
import { pathTier } from "./path-tier.ts";

const MAX_LINE_CHARS = 200;

/** Lines; each part is asked for only where the config wants it. */
export async function gitSection(git: Git, config: Config): Promise<string[]> {
  const wantsStatus = config.git_include_status || config.git_include_branch;
  const [status, main, commits] = await Promise.all([
    wantsStatus ? git(["status", "--porcelain=v1", "--branch", "--no-renames", "--ignore-submodules=all"]) : "",
    config.git_include_main_branch ? mainBranch(git) : undefined,
    config.git_include_commits > 0
      ? git(["log", `-n${config.git_include_commits}`, "--no-color", "--format=%h %s"])
      : "",
  ]);
  const lines: string[] = [];
  const [head = "", ...files] = (status ?? "").split("\n").filter((line) => line !== "");
  if (config.git_include_branch && head !== "") lines.push(`Branch: ${head.replace(/^## /, "")}`);
  if (main !== undefined) lines.push(`Main branch: ${main}`);
  if (config.git_include_status) {
    if (status === undefined) lines.push("Status: it took too long to tell.");
    else lines.push(...(files.length === 0 ? ["Status: clean"] : ["Status:", ...listFiles(files, config)]));
  }
  const history = (commits ?? "").split("\n").filter((line) => line !== "");
  if (history.length > 0) lines.push("Recent commits:", ...history);
  return lines.map(plainLine);
}

async function mainBranch(git: Git): Promise<string | undefined> {
  const refs = ["refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master"];
  const found = await git(["for-each-ref", "--format=%(refname)%00%(symref)", ...refs]);
  const targets = new Map((found ?? "").split("\n").map((line) => line.split("\0") as [string, string]));
  const remote = targets.get("refs/remotes/origin/HEAD")?.replace("refs/remotes/origin/", "");
  if (remote) return remote;
  return ["main", "master"].find((name) => targets.has(`refs/heads/${name}`));
}

/** The files that matter, and how many others there are. */
function listFiles(files: readonly string[], config: Config): string[] {
  const left = {
    untracked: config.git_status_max_untracked,
    tracked: config.git_status_max_tracked,
    generated: config.git_status_tier2_limit,
  };
  const shown = files
    .filter((line) => {
      const tier = config.git_status_enable_path_filtering ? pathTier(line.slice(3)) : "source";
      if (tier === "product") return false;
      const kind = line.startsWith("??") ? "untracked" : "tracked";
      if (left[kind] === 0 || (tier === "generated" && left.generated === 0)) return false;
      left[kind] -= 1;
      if (tier === "generated") left.generated -= 1;
      return true;
    })
    .slice(0, config.git_status_max_lines);
  const others = files.length - shown.length;
  return others > 0 ? [...shown, `(${others} more)`] : shown;
}

/** Names and commits are other people's texts: they stay on their line and cannot end the reminder. */
function plainLine(line: string): string {
  const plain = line.replace(/\p{Cc}/gu, " ").replaceAll("<", "‹");
  return plain.length > MAX_LINE_CHARS ? `${plain.slice(0, MAX_LINE_CHARS - 1)}…` : plain;
}
