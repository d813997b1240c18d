/** One connection over a pair of streams, from the first byte to the last. It ends no process. */
import { readInput } from "../transport/index.ts";
import type { CloseReason, RpcServerOptions, ServedConnection } from "./contracts.ts";
import { drain, type EndingOptions, finish } from "./ending.ts";
import { describe } from "./errors.ts";
import { assemble, type Parts } from "./parts.ts";

export function serveConnection(options: RpcServerOptions): ServedConnection {
  const parts = assemble(options);
  // The reader hears of a failed input by itself; one that fails after the end must not end the process.
  options.input.on("error", () => {});
  parts.connection.onClose(() => void options.input.destroy());
  return { connection: parts.connection, finished: run(options, parts) };
}

async function run(options: RpcServerOptions, parts: Parts): Promise<{ exitCode: number; reason: CloseReason }> {
  const { connection, lifecycle } = parts;
  const ending: EndingOptions = {
    ...parts,
    drainTimeoutMs: options.limits.drainTimeoutMs,
    whenIdle: options.whenIdle,
    report: options.report,
  };
  void readToEnd(options, parts, ending);
  const reason = await finish(await connection.closed, ending);
  const isOrderly = reason === "end-of-input" || (reason === "exit" && lifecycle.hasShutDown);
  return { exitCode: isOrderly ? 0 : 1, reason };
}

/** Leads to the close of the connection, one way or another. */
async function readToEnd(options: RpcServerOptions, parts: Parts, ending: EndingOptions): Promise<void> {
  const { connection, decoder, inbound, clock } = parts;
  const end = await readInput({
    input: options.input,
    decoder,
    clock,
    accept: (incoming) => inbound.accept(incoming),
    isStopped: () => connection.isClosed,
  });
  if (end.type === "failed") {
    options.report(`reading the input: ${describe(end.error)}`);
    return connection.close("input-failed");
  }
  connection.endInput();
  // Half a message is no orderly end: whoever wrote it is gone, and nobody waits for what is in flight.
  if (end.type === "ended" && end.isPartial) return connection.close("partial-frame");
  await drain(ending);
  connection.close("end-of-input");
}
