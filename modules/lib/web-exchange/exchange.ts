/** One request and its answer over HTTP, within bounds of time and size; redirects are the caller's. No cookies, no cache, no proxy. */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { addressesOf, type Guard, hostOf, pinnedLookup, requireChecked } from "./connection.ts";
import { Refusal } from "./refusal.ts";

export interface Outgoing {
  readonly url: URL;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Bounds {
  /** Aborts: the call was cancelled, or its time is over. */
  readonly signal: AbortSignal;
  /** Of the body, decompressed; what is longer is cut. */
  readonly maxBytes: number;
  /** Nothing: the address is the user's own choice. */
  readonly guard: Guard | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly isCut: boolean;
}

const USER_AGENT = "ampd";
const MAX_HEADER_BYTES = 65_536;

/** @throws Refusal; an Error from the network */
export async function exchange(outgoing: Outgoing, bounds: Bounds): Promise<Answer> {
  const incoming = await send(outgoing, bounds);
  try {
    const { body, isCut } = await readBody(incoming, bounds);
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, body, isCut };
  } finally {
    incoming.destroy();
  }
}

async function send({ url, method = "GET", headers = {}, body }: Outgoing, bounds: Bounds): Promise<IncomingMessage> {
  const { signal, guard } = bounds;
  const host = hostOf(url);
  const addresses = guard === undefined ? undefined : await withSignal(addressesOf(host, guard), signal);
  const isSecure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (isSecure ? secureRequest : plainRequest)(url, {
      method,
      // One of its own: what the environment says of proxies does not count.
      agent: isSecure ? new SecureAgent() : new PlainAgent(),
      headers: { "user-agent": USER_AGENT, "accept-encoding": "gzip, deflate, br", ...headers },
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
      ...(addresses !== undefined && { lookup: pinnedLookup(addresses) }),
    });
    request.once("response", resolve).once("error", reject);
    if (guard !== undefined) {
      request.once("socket", (socket: Socket) =>
        socket.once("connect", () => {
          try {
            requireChecked(socket, host, guard.rules);
          } catch (error) {
            request.destroy(error as Error);
          }
        }),
      );
    }
    request.end(body);
  });
}

async function readBody(incoming: IncomingMessage, { maxBytes }: Bounds): Promise<{ body: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(incoming)) {
    const part = chunk as Buffer;
    chunks.push(part.subarray(0, maxBytes - size));
    size += part.length;
    if (size > maxBytes) return { body: Buffer.concat(chunks), isCut: true };
  }
  return { body: Buffer.concat(chunks), isCut: false };
}

function decompressed(incoming: IncomingMessage): Readable {
  const encoding = (incoming.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const decoder = DECODERS[encoding]?.();
  if (decoder === null) return incoming;
  if (decoder === undefined)
    throw new Refusal("unsupported-type", `The answer is compressed as ${encoding}, which is not read.`);
  incoming.once("error", (error) => decoder.destroy(error));
  return incoming.pipe(decoder);
}

const DECODERS: Readonly<Record<string, () => (Readable & NodeJS.WritableStream) | null>> = {
  identity: () => null,
  "": () => null,
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** A name server may never answer. */
async function withSignal<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  return new Promise<Value>((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
