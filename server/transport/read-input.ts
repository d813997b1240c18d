/**
 * Reads the input to its end and hands over one message after the other. It reads no further while the taker is busy, and looks
 * again at an unfinished frame when the bytes stop coming.
 */
import type { Readable } from "node:stream";
import type { Clock } from "../../kernel/index.ts";
import type { FrameDecoder, Incoming } from "./incoming.ts";

/** Silence inside a frame after which its length is doubted. */
const STALL_MS = 2_000;

export interface InputOptions {
  readonly input: Readable;
  readonly decoder: FrameDecoder;
  readonly clock: Clock;
  /** A promise makes the reader wait. Never throws. */
  readonly accept: (incoming: Incoming) => Promise<void> | undefined;
  /** True: whatever comes is of no interest any more. */
  readonly isStopped: () => boolean;
}

export type InputEnd =
  | { readonly type: "ended"; readonly isPartial: boolean }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "stopped" };

export async function readInput(options: InputOptions): Promise<InputEnd> {
  try {
    await readChunks(options);
    return options.isStopped() ? { type: "stopped" } : await acceptRest(options);
  } catch (error) {
    return options.isStopped() ? { type: "stopped" } : { type: "failed", error };
  }
}

async function readChunks(options: InputOptions): Promise<void> {
  const chunks: AsyncIterator<Buffer | string> = options.input[Symbol.asyncIterator]();
  while (!options.isStopped()) {
    const { done, value } = await nextChunk(chunks.next(), options);
    if (done) return;
    options.decoder.push(typeof value === "string" ? Buffer.from(value) : value);
    await acceptAll(options);
  }
}

async function nextChunk<T>(next: Promise<T>, options: InputOptions): Promise<T> {
  const { decoder, clock, accept } = options;
  if (decoder.isMidFrame && (await isSilent(next, clock))) {
    const incoming = decoder.whenStalled();
    if (incoming !== undefined) await accept(incoming);
    await acceptAll(options);
  }
  return next;
}

function isSilent(next: Promise<unknown>, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const undo = clock.after(STALL_MS, () => resolve(true));
    const hear = (): void => {
      undo();
      resolve(false);
    };
    next.then(hear, hear);
  });
}

async function acceptAll({ decoder, accept, isStopped }: InputOptions): Promise<void> {
  for (let incoming = decoder.next(); incoming !== undefined; incoming = decoder.next()) {
    const busy = accept(incoming);
    if (busy !== undefined) await busy;
    if (isStopped()) return;
  }
}

async function acceptRest(options: InputOptions): Promise<InputEnd> {
  const { decoder, accept } = options;
  let isPartial = false;
  for (let rest = decoder.end(); rest !== undefined; rest = decoder.end()) {
    isPartial ||= "fault" in rest;
    await accept(rest);
    await acceptAll(options);
  }
  return { type: "ended", isPartial };
}
