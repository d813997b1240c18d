/** A server of HTTP that leaves idle connections open: one that is slow would close them under a request that has come meanwhile. */
import type { Server } from "node:http";

/** By default a connection is closed after 5 s, by a timer that comes before what has arrived while the process was held up. */
export function keepIdle(server: Server): void {
  server.keepAliveTimeout = 0;
}
