/** A wait with a limit. */
import { afterSilence } from "./after-silence.ts";

/** Resolves when the work settles or the time is over; answers whether it settled, in which case its rejection is passed on. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let undo = (): void => {};
  const limit = new Promise<false>((resolve) => {
    undo = afterSilence(ms, () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    undo();
  }
}
