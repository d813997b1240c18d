/** Whether anything of a process group still runs. What is dead and only waits for its parent to notice does not count. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

export function isGroupAlive(group: number): boolean {
  return existsSync("/proc/self/stat") ? membersOf(group).length > 0 : isSignalable(-group);
}

export function isProcessAlive(pid: number): boolean {
  return existsSync("/proc/self/stat") ? (stateOf(pid)?.isZombie ?? true) === false : isSignalable(pid);
}

function membersOf(group: number): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const state = stateOf(pid);
    return state?.group === group && !state.isZombie;
  });
}

function stateOf(pid: number): { readonly isZombie: boolean; readonly group: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { isZombie: state === "Z" || state === "X", group: Number(group) };
  } catch {
    return undefined;
  }
}

function isSignalable(target: number): boolean {
  try {
    process.kill(target, 0);
    return true;
  } catch {
    return false;
  }
}
