/** How free a mode is; and what the modes that give more freedom still leave alone. */
import { isAbsolute, relative, sep } from "node:path";
import type { Mode } from "./config.ts";

const FREEDOM: Record<Mode, number> = { plan: 0, "read-only": 0, ask: 1, "accept-edits": 2, yolo: 3 };

/** The first one, unless the other gives less freedom. */
export function stricterMode(mode: Mode, other: Mode | undefined): Mode {
  return other !== undefined && FREEDOM[other] < FREEDOM[mode] ? other : mode;
}

/** Files, and folders of files, that run by themselves, name what runs, or grant permissions. */
const GUARDED = new Set(
  (
    ".git .gitattributes .gitmodules .gitconfig .ampd .amplifier .claude .mcp.json .vscode .idea .devcontainer .husky .envrc " +
    ".npmrc .yarnrc .yarnrc.yml .pre-commit-config.yaml"
  ).split(" "),
);

/** Whether a real path lies in the working directory (real, too), outside the guarded folders. */
export function isInsideWorkspace(path: string, workingDir: string): boolean {
  const way = relative(workingDir, path);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return false;
  return !way.split(sep).some((segment) => GUARDED.has(segment.toLowerCase()));
}
