/**
 * Lets processes stand still for a while, one after another, chosen by chance: what depends on who is quicker then fails. For systems
 * that have /proc. Terminals for tests and shells with job control are spared with all that runs under them, for they take a stopped
 * child for one that is done with.
 */
import { readFileSync } from "node:fs";
import { descendantsOf } from "../support/process-groups.ts";

const EVERY_MS = 250;
/** Most stops are short. */
const LONGEST_MS = 2500;
const SPARED = new Set(["script", "zsh", "fish"]);

/** @param root whose descendants are meant, and not itself; answers the end of it, which lets all go on */
export function stopByChance(root: number): () => void {
  const stopped = new Map<number, NodeJS.Timeout>();
  const letGo = (pid: number): void => {
    clearTimeout(stopped.get(pid));
    stopped.delete(pid);
    signal(pid, "SIGCONT");
  };
  const ticker = setInterval(() => {
    const pids = descendantsOf(root, (pid) => !SPARED.has(nameOf(pid))).filter((pid) => !stopped.has(pid));
    const pid = pids[Math.floor(Math.random() * pids.length)];
    if (pid === undefined || !signal(pid, "SIGSTOP")) return;
    stopped.set(pid, setTimeout(letGo, Math.random() ** 2 * LONGEST_MS, pid));
  }, EVERY_MS);
  return () => {
    clearInterval(ticker);
    for (const pid of stopped.keys()) letGo(pid);
  };
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

/** Whether it was there to hear it. */
function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
