/** How a connection ends: what is in flight is finished or cancelled, what is queued is written, all within bounded time. */
import type { EgressQueue } from "../transport/index.ts";
import type { Connection } from "./connection.ts";
import type { CloseReason } from "./contracts.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { describe, wireError } from "./errors.ts";
import type { LiveRequests } from "./live-requests.ts";
import type { Replies } from "./replies.ts";
import { errorObject } from "./responses.ts";
import type { Waiting } from "./waiting.ts";

/** How long a cancelled handler may take to come to its end; then it is answered without it. */
export const CANCEL_GRACE_MS = 5_000;
/** How long a reader that takes nothing is waited for. */
const FLUSH_STALL_MS = 10_000;

export interface EndingOptions {
  readonly connection: Connection;
  readonly live: LiveRequests;
  readonly dispatcher: Dispatcher;
  readonly replies: Replies;
  readonly egress: EgressQueue;
  readonly waiting: Waiting;
  readonly drainTimeoutMs: number;
  readonly whenIdle: (() => Promise<void>) | undefined;
  readonly report: (line: string) => void;
}

/** After the end of input: waits for everything in flight, and closes the connection if that takes too long. */
export async function drain(options: EndingOptions): Promise<void> {
  const { connection, live, dispatcher, waiting, drainTimeoutMs, report } = options;
  let isDone = false;
  const finishWork = async (): Promise<void> => {
    await waiting.until(() => connection.isClosed || isQuiet(dispatcher, live));
    await options.whenIdle?.();
  };
  finishWork()
    .catch((error: unknown) => report(`waiting for the rest of the work: ${describe(error)}`))
    .finally(() => {
      isDone = true;
      waiting.recheck();
    });
  const isInTime = await waiting.within(drainTimeoutMs, () => isDone || connection.isClosed);
  if (!isInTime) connection.close("drain-timeout");
}

/** After the close: answers what is left and writes everything. Resolves with the reason that counts in the end. */
export async function finish(reason: CloseReason, options: EndingOptions): Promise<CloseReason> {
  const { live, dispatcher, replies, egress, waiting } = options;
  const cancelled = wireError("cancelled", `The connection is closing (${reason}).`);
  live.abortAll(cancelled);
  await waiting.within(CANCEL_GRACE_MS, () => isQuiet(dispatcher, live));
  for (const { internalId } of live.all()) replies.answer(internalId, { error: errorObject(cancelled) });
  const isFlushed = await flush(egress, waiting);
  egress.stop();
  dispatcher.dispose();
  if (isFlushed || reason !== "end-of-input") return reason;
  return egress.isBroken ? "output-gone" : "output-stalled";
}

async function flush(egress: EgressQueue, waiting: Waiting): Promise<boolean> {
  for (;;) {
    const before = egress.progress;
    const isFlushed = await waiting.within(FLUSH_STALL_MS, () => egress.isFlushed);
    if (isFlushed) return !egress.isBroken;
    if (egress.progress === before) return false;
  }
}

function isQuiet(dispatcher: Dispatcher, live: LiveRequests): boolean {
  return dispatcher.queued === 0 && live.size === 0;
}
