/** Looks every few seconds whether the process that started this one is still there. */
import type { Clock, Undo } from "../../kernel/index.ts";
import { backgroundClock } from "./system-clock.ts";

const INTERVAL_MS = 3_000;

export interface ParentWatchOptions {
  readonly processId: number;
  /** Default: the machine's, which does not keep the process for it. */
  readonly clock?: Clock;
  /** Called once. */
  readonly onDead: () => void;
  /** Default: asks the operating system. */
  readonly isAlive?: (processId: number) => boolean;
}

/** A process that cannot be looked at counts as alive. */
export function watchParent(options: ParentWatchOptions): Undo {
  const { processId, onDead, clock = backgroundClock, isAlive = livenessOf(processId) } = options;
  let undo = clock.after(INTERVAL_MS, look);
  return () => undo();

  function look(): void {
    if (isAlive(processId)) undo = clock.after(INTERVAL_MS, look);
    else onDead();
  }
}

/**
 * A parent that is dead but not collected, or whose number was given to another process, still answers to a signal; a direct child sees
 * the truth in the change of its own parent.
 */
function livenessOf(watched: number): (processId: number) => boolean {
  const isDirectParent = process.ppid === watched;
  return (processId) => (isDirectParent && process.ppid !== watched ? false : exists(processId));
}

function exists(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
