/** `ampd attach`: the stdio face of a socket that is served. It passes bytes on, and looks at none but the client's last ones. */
import { connect } from "node:net";
import type { Readable, Writable } from "node:stream";
import { UsageError } from "./arguments.ts";
import { onSignal } from "./signals.ts";

export interface AttachOptions {
  readonly path: string;
  readonly input: Readable;
  readonly output: Writable;
}

/** Ends with the connection: 0 when our input had ended before, or asked for the end; else 1. @throws UsageError when nobody serves the socket */
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
  const said = new LastWords();
  input.on("data", (chunk: Buffer) => said.hear(chunk));
  input.pipe(socket);
  socket.pipe(output, { end: false });
  await new Promise<void>((closed) => {
    socket.once("error", () => {});
    socket.once("close", () => closed());
    socket.once("end", () => socket.end());
  });
  if (signalled !== undefined) return 128 + signalled;
  return hasInputEnded || said.isOrderly ? 0 : 1;
}

/** Whether the client said `shutdown` and then `exit`: the end of the socket is then the end that it asked for. */
class LastWords {
  #tail = "";

  hear(chunk: Buffer): void {
    this.#tail = (this.#tail + chunk.toString("latin1")).slice(-MAX_TAIL_CHARS);
  }

  get isOrderly(): boolean {
    return /"method"\s*:\s*"shutdown"[\s\S]*"method"\s*:\s*"exit"/.test(this.#tail);
  }
}

/** Room for the two messages, however they are written. */
const MAX_TAIL_CHARS = 4096;
