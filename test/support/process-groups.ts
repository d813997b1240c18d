/** Whether anything of a process group still runs. What is dead and only waits for its parent to notice does not count. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

export function isGroupAlive(group: number): boolean {
  return existsSync("/proc/self/stat") ? membersOf(group).length > 0 : isSignalable(-group);
}

export function isProcessAlive(pid: number): boolean {
  return existsSync("/proc/self/stat") ? (stateOf(pid)?.isZombie ?? true) === false : isSignalable(pid);
}

/** What this process has started and what still runs of it; nothing where the system does not tell. */
export function childrenOf(parent: number): number[] {
  return existsSync("/proc/self/stat") ? living((state) => state.parent === parent) : [];
}

/** What a process has started, and what that has, and still runs. @param isMeant whether one is, with all that is below it */
export function descendantsOf(root: number, isMeant: (pid: number) => boolean): number[] {
  const states = livingStates();
  const below = (parent: number): number[] =>
    [...states.keys()]
      .filter((pid) => states.get(pid)?.parent === parent && isMeant(pid))
      .flatMap((pid) => [pid, ...below(pid)]);
  return below(root);
}

function membersOf(group: number): number[] {
  return living((state) => state.group === group);
}

function living(matches: (state: ProcessState) => boolean): number[] {
  return [...livingStates()].filter(([, state]) => matches(state)).map(([pid]) => pid);
}

function livingStates(): Map<number, ProcessState> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const states = pids.map((pid) => [Number(pid), stateOf(Number(pid))] as const);
  return new Map(states.filter((entry): entry is [number, ProcessState] => entry[1]?.isZombie === false));
}

interface ProcessState {
  readonly isZombie: boolean;
  readonly parent: number;
  readonly group: number;
}

function stateOf(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { isZombie: state === "Z" || state === "X", parent: Number(parent), group: Number(group) };
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
