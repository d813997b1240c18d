/** A wait on the host's clock that a signal ends early. */
import type { Clock } from "../../kernel/index.ts";

export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      undo();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const undo = clock.after(ms, end);
    signal.addEventListener("abort", end, { once: true });
  });
}
