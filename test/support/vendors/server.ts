/** A real HTTP server on the loopback that answers each request as its script says; a vendor's wire format is plugged in. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { JsonObject } from "../../../kernel/index.ts";
import {
  type Answer,
  asAnswer,
  type RecordedRequest,
  type Refusal,
  type Replies,
  type Reply,
  type VendorServer,
  type VendorServerOptions,
} from "./script.ts";

export interface Dialect {
  /** What a client's `base_url` ends with. */
  readonly basePath: string;
  /** The fault that a strict server finds in a request; undefined: none. */
  findFault(request: RecordedRequest): string | undefined;
  renderRefusal(refusal: Refusal): JsonObject | readonly JsonObject[];
  /** The answer as the lines of an event stream; the last ones are left out unless it finishes. */
  renderAnswer(answer: Answer, request: RecordedRequest): Iterable<string>;
  /** The answer to a request for the list of models. */
  renderModels(): JsonObject;
}

export async function startVendorServer(
  dialect: Dialect,
  replies: Replies,
  options: VendorServerOptions = {},
): Promise<VendorServer> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const changes = new Signal();
  let hangUps = 0;
  const server = createServer((incoming, outgoing) => {
    outgoing.on("close", () => {
      if (outgoing.writableFinished) return;
      hangUps += 1;
      changes.notify();
    });
    // A client that goes away in the middle of its request gets no answer.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (incoming.method === "GET") return sendJson(outgoing, 200, dialect.renderModels());
    const request = await record(incoming, requests.length);
    requests.push(request);
    changes.notify();
    const fault = options.isStrict === false ? undefined : dialect.findFault(request);
    await answer(outgoing, request, fault === undefined ? replyTo(request) : { status: 400, message: fault });
  }

  function replyTo(request: RecordedRequest): Reply {
    if (typeof replies === "function") return replies(request);
    return replies[request.index] ?? { status: 400, message: `The script has no reply number ${request.index}.` };
  }

  async function answer(outgoing: ServerResponse, request: RecordedRequest, reply: Reply): Promise<void> {
    if (reply === "hang") return;
    if (reply === "reset") return void outgoing.destroy();
    if (typeof reply !== "string" && "status" in reply) return refuse(outgoing, reply);
    await stream(outgoing, asAnswer(reply), request);
  }

  function refuse(outgoing: ServerResponse, refusal: Refusal): void {
    if (refusal.retryAfter !== undefined) outgoing.setHeader("retry-after", String(refusal.retryAfter));
    sendJson(outgoing, refusal.status, dialect.renderRefusal(refusal));
  }

  async function stream(outgoing: ServerResponse, scripted: Answer, request: RecordedRequest): Promise<void> {
    outgoing.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
    for (const event of dialect.renderAnswer(scripted, request)) {
      if (outgoing.destroyed) return;
      await new Promise<void>((resolve) => outgoing.write(event, () => resolve()));
    }
    if (scripted.after === "stall") return;
    if (scripted.after === "cut") return void outgoing.destroy();
    outgoing.end();
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${dialect.basePath}`,
    requests,
    waitForRequests: (count) => changes.until(() => requests.length >= count),
    waitForHangUp: () => changes.until(() => hangUps > 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** One event of an event stream, with its name when it has one. */
export function sse(data: JsonObject | string, name?: string): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${text}\n\n`;
}

/** Wakes up whoever waits for something to become true. */
class Signal {
  #waiting: (() => void)[] = [];

  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

async function record(incoming: IncomingMessage, index: number): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    index,
    path: incoming.url ?? "",
    headers: Object.fromEntries(headers),
    body: JSON.parse(Buffer.concat(chunks).toString()) as JsonObject,
  };
}

function sendJson(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(JSON.stringify(body));
}
