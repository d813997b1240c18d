/**
 * Waits on this machine for the browser to come back from the authorization server. It takes one answer, that with the state of this
 * login; whatever else asks gets an error and changes nothing. Nothing that it is sent is shown again.
 */
import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface RedirectListener {
  readonly url: string;
  /** What the authorization server sent along. @throws what the signal aborts with */
  answer(state: string, signal: AbortSignal): Promise<URLSearchParams>;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const PATH = "/callback";
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'",
  connection: "close",
};

/** @param port 0: a free one. @throws Error where the port is taken */
export async function listenForRedirect(port: number): Promise<RedirectListener> {
  const server = createServer();
  server.listen(port, HOST);
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  const origin = `http://${HOST}:${taken}`;
  let expected: string | undefined;
  let hand = (_answer: URLSearchParams): void => {};
  const answered = new Promise<URLSearchParams>((resolve) => {
    hand = resolve;
  });
  server.on("request", (request, response) => {
    const answer = expected === undefined ? undefined : answerIn(request, { origin, state: expected });
    if (answer === undefined) return reply(response, 400, "This is not the answer that ampd waits for.");
    reply(response, 200, answer.has("code") ? "Done. You can close this page." : "No login. You can close this page.");
    hand(answer);
  });
  return {
    url: `${origin}${PATH}`,
    answer: async (state, signal) => {
      expected = state;
      return Promise.race([answered, aborted(signal)]);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function answerIn(
  { method, url = "", headers }: IncomingMessage,
  { origin, state }: { origin: string; state: string },
): URLSearchParams | undefined {
  // A page elsewhere may have a name of its own that leads to this machine.
  if (method !== "GET" || `http://${headers.host}` !== origin || !URL.canParse(url, origin)) return undefined;
  const { pathname, searchParams } = new URL(url, origin);
  const isOurs = pathname === PATH && isSame(searchParams.get("state") ?? "", state);
  return isOurs && (searchParams.has("code") || searchParams.has("error")) ? searchParams : undefined;
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, HEADERS).end(`<!doctype html><title>ampd</title><p>${text}</p>\n`);
}

async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
