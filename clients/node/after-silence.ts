/** A timer for what may come from outside meanwhile. */

/**
 * Calls `act` when the time is over, and what had come by then was heard: a process that stood still finds its timers due before it
 * looks at its streams and children. Answers the undo.
 */
export function afterSilence(ms: number, act: () => void): () => void {
  let last: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    last = setImmediate(act);
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
}
