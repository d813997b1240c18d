/** Sees a process group through to its end: reads what it writes, keeps to a time limit, and leaves nothing of it running. */
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Exit, ProcessGroup } from "./process-group.ts";

export interface SuperviseOptions {
  /** Aborts: the group is ended. */
  readonly signal: AbortSignal;
  /** No limit if absent. */
  readonly timeoutMs?: number;
  /** Awaited before more is read from that pipe: a slow reader slows the process. A rejection ends the group. */
  readonly onChunk: (stream: "stdout" | "stderr", chunk: Buffer) => Promise<void>;
}

export interface Ending {
  readonly exit: Exit;
  readonly cause: "exited" | "timeout" | "aborted";
  /** The leader left processes behind, and they were ended. */
  readonly hadLeftovers: boolean;
}

/** How long the pipes may stay silent, and how long they are read at most, once the leader has exited. */
const DRAIN_IDLE_MS = 250;
const DRAIN_LIMIT_MS = 2000;
/** More than pipes and buffers hold: whatever comes beyond it, once the time is over, is written by somebody who left the group. */
const MAX_LATE_BYTES = 1024 * 1024;
/** What the leader waited for may take a moment to go, such as the other half of a sandbox. */
const LEAVE_MS = 1000;
/** How long the exit of a leader that was ended may stay unknown. */
const EXIT_MS = 1000;

/** @throws what `onChunk` rejects with */
export async function supervise(group: ProcessGroup, options: SuperviseOptions): Promise<Ending> {
  let cause: Ending["cause"] = "exited";
  let abandon = (_exit: Exit): void => {};
  const abandoned = new Promise<Exit>((resolve) => {
    abandon = resolve;
  });
  const stop = (why: "timeout" | "aborted"): void => {
    if (cause !== "exited") return;
    cause = why;
    // A process that even KILL does not end hangs in the operating system: it is left behind.
    const over = group.end().then(() => delay(EXIT_MS, undefined, { ref: false }));
    void over.then(aLookAround).then(() => abandon({ code: 137, signal: "SIGKILL" }));
  };
  const onAbort = (): void => stop("aborted");
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => stop("timeout"), options.timeoutMs);
  if (options.signal.aborted) onAbort();
  else options.signal.addEventListener("abort", onAbort, { once: true });
  const pumps = new Pumps(group, options.onChunk);
  const exit = await Promise.race([group.exited, abandoned]);
  clearTimeout(timer);
  options.signal.removeEventListener("abort", onAbort);
  await pumps.drain(options.signal);
  const hadLeftovers = cause === "exited" && !(await group.isGoneWithin(LEAVE_MS));
  if (group.isAlive()) {
    await group.end();
    await pumps.drain(options.signal);
  }
  pumps.close();
  return { exit, cause, hadLeftovers };
}

/** Reads both pipes. */
class Pumps {
  readonly #streams: readonly Readable[];
  readonly #done: Promise<void>;
  #isDone = false;
  #bytes = 0;
  #steps = 0;
  #handling = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(group: ProcessGroup, onChunk: SuperviseOptions["onChunk"]) {
    this.#streams = [group.stdout, group.stderr];
    const both = [this.#pump(group.stdout, "stdout", onChunk), this.#pump(group.stderr, "stderr", onChunk)];
    this.#done = Promise.all(both).then(
      () => {
        this.#isDone = true;
      },
      (error: unknown) => {
        this.#failure = { error };
        void group.end();
      },
    );
  }

  /** Until both pipes are at their end, or nothing comes any more: however late this process or the taker is, what is in the pipes is read. */
  async drain(signal: AbortSignal): Promise<void> {
    const until = Date.now() + DRAIN_LIMIT_MS;
    const most = this.#bytes + MAX_LATE_BYTES;
    for (let isSilent = false; !isSilent && !this.#isDone && this.#failure === undefined; ) {
      const seen = this.#steps;
      const isLate = Date.now() >= until;
      if (isLate && this.#bytes > most) return;
      if (!isLate || this.#handling > 0) await withTimer(this.#done, DRAIN_IDLE_MS);
      await aLookAround();
      isSilent = seen === this.#steps && (this.#handling === 0 || (isLate && signal.aborted));
    }
  }

  close(): void {
    for (const stream of this.#streams) stream.destroy();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #pump(stream: Readable, name: "stdout" | "stderr", onChunk: SuperviseOptions["onChunk"]): Promise<void> {
    try {
      for await (const chunk of stream) {
        this.#handling += 1;
        this.#steps += 1;
        this.#bytes += (chunk as Buffer).length;
        await onChunk(name, chunk as Buffer);
        this.#handling -= 1;
        this.#steps += 1;
      }
    } catch (error) {
      // The pipe was closed by `close`: somebody who left the group still holds its other end.
      if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    }
  }
}

/** Timers come before what has arrived in the meantime, such as output or an exit; two turns of the event loop later it has been seen. */
async function aLookAround(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function withTimer(work: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  const elapsed = delay(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([work, elapsed]);
  timer.abort();
}
