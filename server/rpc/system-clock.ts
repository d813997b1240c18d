/** The machine's time, for those who were given no other. What had come by the end of a time is heard before its end. */
import type { Clock, Undo } from "../../kernel/index.ts";

export const systemClock: Clock = { now: () => Date.now(), after };

/** Its timers do not keep the process. */
export const backgroundClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => after(ms, callback, { isBackground: true }),
};

/** A process that stood still finds its timers due before it looks at its streams and children: it looks at them first. */
function after(ms: number, callback: () => void, { isBackground = false } = {}): Undo {
  let look: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    look = setImmediate(callback);
  }, ms);
  if (isBackground) timer.unref();
  return () => {
    clearTimeout(timer);
    clearImmediate(look);
  };
}
