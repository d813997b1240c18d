/** How free a mode is; and what the modes that give more freedom still leave alone. */
import { isAbsolute, relative, sep } from "node:path";
import type { Mode } from "./config.ts";

const FREEDOM: Record<Mode, number> = { plan: 0, "read-only": 0, ask: 1, "accept-edits": 2, yolo: 3 };

/** The first one, unless the other gives less freedom. */
export function stricterMode(mode: Mode, other: Mode | undefined): Mode {
  return other !== undefined && FREEDOM[other] < FREEDOM[mode] ? other : mode;
}

/**
 * Files, and folders of files, that run by themselves, name what runs, or grant permissions: of git, of ampd and its like, of editors, package managers, shells and keys.
 */
const GUARDED = new Set(
  (
    ".git .gitattributes .gitmodules .gitconfig .pre-commit-config.yaml .husky .ampd .amplifier .claude .codex .cursor .gemini " +
    ".mcp.json .vscode .idea .zed .devcontainer .exrc .vimrc .nvimrc .nvim.lua .dir-locals.el .gdbinit .lldbinit .envrc .tool-versions " +
    ".mise.toml .npmrc .pnpmfile.cjs .yarn .yarnrc .yarnrc.yml .cargo .mvn .bazelrc .bashrc .bash_profile .bash_login .bash_logout " +
    ".bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .zlogout .inputrc .config .local .ssh .gnupg .aws .kube .docker .netrc"
  ).split(" "),
);

/** Whether a real path lies in the working directory (real, too), outside the guarded folders. */
export function isInsideWorkspace(path: string, workingDir: string): boolean {
  const way = relative(workingDir, path);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return false;
  const segments = way.toLowerCase().split(sep);
  // A file `HEAD` is what makes a repository of any folder, whose settings run programs.
  return segments.at(-1) !== "head" && !segments.some((segment) => GUARDED.has(segment));
}
