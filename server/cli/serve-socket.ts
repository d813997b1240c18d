/** `ampd serve`: one kernel for several clients, over a Unix socket that only its owner may use. */
import { chmodSync, lstatSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { resolve } from "node:path";
import { PassThrough } from "node:stream";
import type { AmpdServer } from "../ampd-server.ts";
import { UsageError } from "./arguments.ts";
import type { Log } from "./log.ts";
import { onSignal } from "./signals.ts";

const MAX_CONNECTIONS = 256;
/** How long a living server may take to accept, before the socket counts as taken all the same. */
const PROBE_TIMEOUT_MS = 2000;

export interface SocketOptions {
  readonly path: string;
  readonly log: Log;
}

/** Serves until a signal comes. @throws UsageError when the path is taken */
export async function serveSocket(server: AmpdServer, options: SocketOptions): Promise<number> {
  const path = resolve(options.path);
  await clearStale(path);
  const running = new Set<Promise<unknown>>();
  const closers = new Set<() => void>();
  const listener = createServer({ allowHalfOpen: true }, (socket) => accept(socket));
  listener.maxConnections = MAX_CONNECTIONS;
  const signalled = new Promise<number>((resolveSignal) => onSignal(resolveSignal));
  await listen(listener, path);
  options.log("info", `serving ${path}`);
  const number = await signalled;
  listener.close();
  for (const close of closers) close();
  await Promise.all(running);
  rmSync(path, { force: true });
  return 128 + number;

  function accept(socket: Socket): void {
    // The end of the input must not be the end of the socket: what is queued has to go out first.
    const input = socket.pipe(new PassThrough());
    socket.once("error", () => input.destroy());
    const { connection, finished } = server.connect({ input, output: socket, framing: "auto" });
    const close = (): void => connection.close("server-stopped");
    closers.add(close);
    const done = finished.then(({ reason }) => {
      options.log("info", `${connection.id} ended: ${reason}`);
      closers.delete(close);
      running.delete(done);
      socket.end();
    });
    running.add(done);
  }
}

/** A socket that nobody listens at any more is removed; anything else that stands there is not ours to remove. */
async function clearStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new UsageError(`--socket: ${path} exists and is not a socket; choose another path, or remove it`);
  if (await isListening(path))
    throw new UsageError(`--socket: another ampd serves ${path}; attach to it, or choose another path`);
  rmSync(path);
}

function isListening(path: string): Promise<boolean> {
  return new Promise((answer) => {
    const probe = connect(path);
    const settle = (isAlive: boolean): void => {
      probe.destroy();
      answer(isAlive);
    };
    probe.setTimeout(PROBE_TIMEOUT_MS, () => settle(true));
    probe.once("connect", () => settle(true));
    probe.once("error", () => settle(false));
  });
}

/** The mask holds from the moment when the socket appears: nobody else can connect even for an instant. */
async function listen(listener: Server, path: string): Promise<void> {
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((listening, fail) => {
      listener.once("error", fail);
      listener.listen(path, listening);
    });
  } catch (error) {
    throw new UsageError(`--socket: ${path} cannot be served: ${error instanceof Error ? error.message : error}`);
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
}
