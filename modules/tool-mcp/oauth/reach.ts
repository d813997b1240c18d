/**
 * `fetch` for what a server says of its authorization: as far as the server itself is, and no farther. A public server's metadata lead to
 * public addresses over https alone; those of a server in a private network also into private networks, those of one on this machine also
 * to this machine, there without TLS. Metadata services of clouds are never reached. Headers of the config go along with nothing.
 */
import { lookup } from "node:dns/promises";
import type { FetchLike } from "@modelcontextprotocol/client";
import ipaddr from "ipaddr.js";
import { withTimeLimit } from "../../lib/time-limit/index.ts";
import { type AddressRules, addressRules, exchange, hostOf } from "../../lib/web-exchange/index.ts";

const LOOPBACK = ["127.0.0.0/8", "::1/128"];
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];
const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 30_000;
const BODILESS = new Set([204, 304]);

export function isLoopback(url: URL): boolean {
  const host = hostOf(url);
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  return ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback";
}

/** Whether tokens may go there at all. */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

/** @throws Error, Refusal where the URL is out of reach */
export function fetchWithinReachOf(server: URL): FetchLike {
  let rules: Promise<AddressRules> | undefined;
  return async (input, init = {}) => {
    const url = new URL(input);
    if (url.protocol !== "https:" && !(isSafe(url) && isLoopback(server)))
      throw new Error(`${url.origin} is not asked: only https is, and this machine by a server on this machine`);
    rules ??= rulesFor(server);
    const answer = await exchange(
      {
        url,
        method: init.method === "POST" ? "POST" : "GET",
        headers: Object.fromEntries(new Headers(init.headers)),
        ...(init.body != null && { body: String(init.body) }),
      },
      {
        signal: init.signal ? withTimeLimit(init.signal, TIMEOUT_MS) : AbortSignal.timeout(TIMEOUT_MS),
        maxBytes: MAX_BYTES,
        guard: { rules: await rules },
      },
    );
    if (answer.isCut) throw new Error(`${url.origin} answered with more than ${MAX_BYTES} bytes`);
    return responseOf(url, answer);
  };
}

async function rulesFor(server: URL): Promise<AddressRules> {
  if (isLoopback(server)) return addressRules(LOOPBACK);
  const host = hostOf(server);
  const found = ipaddr.isValid(host) ? [{ address: host }] : await lookup(host, { all: true });
  const isPublic = found.every(({ address }) => addressRules().objectionTo(address) === undefined);
  return addressRules(isPublic ? [] : PRIVATE);
}

function responseOf(url: URL, { status, headers, body }: Awaited<ReturnType<typeof exchange>>): Response {
  // The body is decompressed, and its length another one.
  const { "content-encoding": _, "content-length": __, ...kept } = headers;
  const pairs = Object.entries(kept).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  const response = new Response(BODILESS.has(status) ? null : new Uint8Array(body), { status, headers: pairs });
  Object.defineProperty(response, "url", { value: url.href });
  return response;
}
