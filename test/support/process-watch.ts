/** Tells without polling when processes are gone: each holds a connection to here, which the operating system closes with the last of them. */

import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

export interface ProcessWatch {
  /** A line for bash: from here on, it and what it starts are watched. */
  readonly line: string;
  /** Resolves when so many shells have said that they are there; each with when it and its children are gone. */
  watched(count: number): Promise<readonly Promise<void>[]>;
  close(): Promise<void>;
}

export async function watchProcesses(): Promise<ProcessWatch> {
  const sockets: Socket[] = [];
  const gone: Promise<void>[] = [];
  let arrived = (): void => {};
  const server = createServer((socket) => {
    sockets.push(socket);
    gone.push(
      new Promise((resolve) =>
        socket
          .resume()
          .once("error", () => {})
          .once("close", () => resolve()),
      ),
    );
    arrived();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    line: `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    async watched(count) {
      while (gone.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      return gone;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
