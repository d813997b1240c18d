/** A small website on the loopback, and what reaches it although it is not public. Test support only. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Website {
  readonly port: number;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

export type Pages = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;

export async function startWebsite(pages: Pages, address = "127.0.0.1"): Promise<Website> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const page = pages[request.url?.split("?")[0] ?? ""];
    if (page === undefined) response.writeHead(404, { "content-type": "text/plain" }).end("no such page");
    else page(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  // What a test leaves behind must not keep its process.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page of one type. */
export function page(
  body: string | Buffer,
  type = "text/html",
  headers: Readonly<Record<string, string>> = {},
): Pages[string] {
  return (_request, response) => void response.writeHead(200, { "content-type": type, ...headers }).end(body);
}

export function redirect(location: string, status = 302): Pages[string] {
  return (_request, response) => void response.writeHead(status, { location }).end();
}
