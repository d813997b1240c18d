import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as assert from "uvu/assert";
import { MAX_WAIT_MS } from "../../../modules/tool-mcp/listening-stream.ts";
import { keepIdle } from "../../support/keep-idle.ts";
import { suite } from "../../support/suite.ts";
import { type McpSession, withServers } from "./mcp-fixture.ts";

const test = suite("a server is heard before it is used");

const RESULTS: Readonly<Record<string, unknown>> = {
  initialize: {
    protocolVersion: "2025-11-25",
    capabilities: { tools: {} },
    serverInfo: { name: "odd", version: "1" },
  },
  "tools/list": { tools: [{ name: "hello", inputSchema: { type: "object" } }] },
  "tools/call": { content: [{ type: "text", text: "Hello." }] },
};
const NO_METHOD = { error: { code: -32601, message: "no such method" } };

interface Asked {
  readonly what: string;
  readonly atMs: number;
}

/** What a server of streamable HTTP was asked for, and when; `listen` answers to the wish for a stream of its own words. */
async function withHttpServer(
  listen: (response: ServerResponse, url: string) => Promise<void>,
  body: (session: McpSession, asked: readonly Asked[]) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  const note = (what: string): void => void asked.push({ what, atMs: performance.now() });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === "HEAD") return void response.end();
    if (request.method === "GET") {
      await listen(response, url);
      return note("listening");
    }
    let text = "";
    for await (const chunk of request) text += chunk;
    const { id, method = "" } = JSON.parse(text || "{}") as { id?: number; method?: string };
    note(method);
    if (id === undefined) return void response.writeHead(202).end();
    const said = method in RESULTS ? { result: RESULTS[method] } : NO_METHOD;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, ...said }));
  };
  // Who has gone meanwhile gets no answer.
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  keepIdle(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await withServers({ odd: { url, type: "http" } }, (session) => body(session, asked));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("one that is slow to open its stream is asked for nothing before, as long as a start waits for it", async () => {
  await withHttpServer(
    async (response, url) => {
      // A call would be there long before.
      for (let step = 0; step < 20; step += 1) await fetch(url, { method: "HEAD" });
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    },
    async ({ warnings }, asked) => {
      assert.equal(warnings, []);
      const [first, second, third] = asked.slice(asked.findIndex(({ what }) => what === "notifications/initialized"));
      const order = [first?.what, second?.what, third?.what];
      const waitedMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
      // A machine may be so slow that the wait is over first; a timer may be a millisecond early.
      if (second?.what !== "tools/list" || waitedMs + 1 < MAX_WAIT_MS)
        assert.equal(order, ["notifications/initialized", "listening", "tools/list"]);
    },
  );
});

test("one that has no such stream, or never opens it, is used all the same", async () => {
  for (const listen of [
    async (response: ServerResponse) => void response.writeHead(405).end(),
    () => new Promise<void>(() => {}),
  ])
    await withHttpServer(listen, async ({ warnings, call }) => {
      assert.equal(warnings, []);
      assert.is((await call("mcp_odd_hello")).success, true);
    });
});

test.run();
