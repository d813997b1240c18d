/** The transports for a server's config, in the order in which they are tried. Connects nothing. */
import { resolve } from "node:path";
import type { Transport } from "@modelcontextprotocol/client";
import { childEnvironment } from "../lib/child-process/index.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import type { ConnectOptions } from "./connect.ts";
import { ListeningStream } from "./listening-stream.ts";
import type { ServerAuth } from "./oauth/server-auth.ts";
import { StdioTransport } from "./stdio-transport.ts";

export interface OpenTransport {
  readonly transport: Transport;
  /** Why it ended by itself; nothing where it did not. */
  readonly reason: () => string | undefined;
  /** Of HTTP: what the server says by itself. */
  readonly listening?: ListeningStream;
}

type Making = Pick<ConnectOptions, "config" | "cwd" | "onNoise" | "auth">;

export async function makeTransport({ config, cwd, onNoise, auth }: Making): Promise<(() => OpenTransport)[]> {
  const sdk = await import("@modelcontextprotocol/client");
  const { command, args, env, url, headers, type } = config;
  if (command !== undefined) {
    const folder = resolve(cwd, config.cwd ?? ".");
    const child = { file: command, args, cwd: folder, env: childEnvironment({ cwd: folder, set: env }) };
    return [
      () => {
        const transport = new StdioTransport({ command: child, parse: sdk.deserializeMessage, onNoise });
        return { transport, reason: () => transport.ending };
      },
    ];
  }
  const place = new URL(url ?? "");
  const options = { requestInit: { headers }, fetch: boundedFetch, ...(auth && { authProvider: auth }) };
  const http = (): OpenTransport => {
    const listening = new ListeningStream(boundedFetch);
    const transport = new sdk.StreamableHTTPClientTransport(place, { ...options, fetch: listening.fetch });
    return { ...remote(transport as Transport, auth), listening };
  };
  const sse = (): OpenTransport => remote(new sdk.SSEClientTransport(place, options), auth);
  if (type === "sse") return [sse];
  return type === undefined ? [http, sse] : [http];
}

/** What comes in has none of the secrets that were sent along, whatever the server repeats. */
function remote(transport: Transport, auth: ServerAuth | undefined): OpenTransport {
  let handler: Transport["onmessage"];
  if (auth !== undefined)
    Object.defineProperty(transport, "onmessage", {
      get: () => handler,
      set: (own: Transport["onmessage"]) => {
        handler = own && ((message, extra) => own(auth.clean(message), extra));
      },
    });
  return { transport, reason: () => undefined };
}
