/** `ampd attach`: the stdio face of a socket that is served. It passes bytes on and reads none of them. */
import { connect } from "node:net";
import type { Readable, Writable } from "node:stream";
import { UsageError } from "./arguments.ts";
import { onSignal } from "./signals.ts";

export interface AttachOptions {
  readonly path: string;
  readonly input: Readable;
  readonly output: Writable;
}

/** Ends with the connection: 0 when our input had ended before, else 1. @throws UsageError when nobody serves the socket */
export async function attachSocket({ path, input, output }: AttachOptions): Promise<number> {
  const socket = connect({ path, allowHalfOpen: true });
  await new Promise<void>((connected, fail) => {
    socket.once("connect", connected);
    socket.once("error", (error) =>
      fail(
        new UsageError(`--socket: ${path} cannot be reached: ${error.message}; start \`ampd serve --socket ${path}\``),
      ),
    );
  });
  let hasInputEnded = false;
  let signalled: number | undefined;
  input.once("end", () => {
    hasInputEnded = true;
  });
  onSignal((number) => {
    signalled ??= number;
    socket.destroy();
  });
  output.on("error", () => socket.destroy());
  input.pipe(socket);
  socket.pipe(output, { end: false });
  await new Promise<void>((closed) => {
    socket.once("error", () => {});
    socket.once("close", () => closed());
    socket.once("end", () => socket.end());
  });
  if (signalled !== undefined) return 128 + signalled;
  return hasInputEnded ? 0 : 1;
}
