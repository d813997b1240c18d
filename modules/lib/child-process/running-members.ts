/** Looks through the processes of the machine, where there is a `/proc`, for those of a group. */
import { readdirSync, readFileSync } from "node:fs";

/**
 * Whether a process of the group still runs. A process that has ended keeps its group in being until its parent asks for it;
 * in a container the first process, which inherits orphans, may never ask.
 */
export function hasRunningMember(group: number): boolean {
  const pids = processIds();
  return pids === undefined || pids.some((pid) => isRunningMember(pid, group));
}

/** Nothing where there is no `/proc`. */
function processIds(): string[] | undefined {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.length === 0 ? undefined : pids;
  } catch {
    return undefined;
  }
}

function isRunningMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name of the program, in parentheses, may have anything in it.
    const [state, , memberOf] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(memberOf) === group && state !== "Z" && state !== "X";
  } catch {
    // It ended in the meantime.
    return false;
  }
}
