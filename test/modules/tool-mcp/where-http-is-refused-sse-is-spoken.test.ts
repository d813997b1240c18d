import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as assert from "uvu/assert";
import { keepIdle } from "../../support/keep-idle.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("where HTTP is refused, SSE is spoken");

const RESULTS: Readonly<Record<string, (params: Json) => Json>> = {
  initialize: ({ protocolVersion }) => {
    return { protocolVersion, serverInfo: { name: "old", version: "1" }, capabilities: { tools: {} } };
  },
  "tools/list": () => ({ tools: [{ name: "poke", inputSchema: { type: "object" } }] }),
  "tools/call": () => ({ content: [{ type: "text", text: "poked" }] }),
};

/** Speaks as servers did up to 2024-11-05: answers come over the one stream of events, and a POST to it is refused. */
async function withOldServer(body: (url: string, refused: string[]) => Promise<void>): Promise<void> {
  const refused: string[] = [];
  let events: ServerResponse | undefined;
  const server = createServer((request, response) => void serve(request, response));
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isPost = request.method === "POST";
    if (request.url === "/sse" && !isPost) {
      events = response.writeHead(200, { "content-type": "text/event-stream" });
      events.write("event: endpoint\ndata: /messages\n\n");
      return;
    }
    if (request.url !== "/messages") {
      refused.push(`${request.method} ${request.url}`);
      response.writeHead(405).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.writeHead(202).end();
    const { id, method, params = {} } = JSON.parse(Buffer.concat(chunks).toString()) as Json;
    const result = RESULTS[String(method)]?.(params as Json);
    const answer = result === undefined ? { error: { code: -32601, message: "no such method" } } : { result };
    if (id !== undefined) events?.write(`data: ${JSON.stringify({ jsonrpc: "2.0", id, ...answer })}\n\n`);
  };
  keepIdle(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`, refused);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

for (const type of [undefined, "sse"]) {
  test(type === undefined ? "by itself" : "where the config says so, at once", async () => {
    await withOldServer(async (url, refused) => {
      await withServers({ old: { url, ...(type && { type }) } }, async ({ warnings, call, server }) => {
        assert.equal(warnings, []);
        assert.equal(await call("mcp_old_poke"), { success: true, output: "poked" });
        assert.is((await server.event("mcp:server_ready")).era, "legacy");
        assert.equal(refused.length > 0, type === undefined);
      });
    });
  });
}

test("and where the config says HTTP, it is not", async () => {
  await withOldServer(async (url) => {
    await withServers({ old: { url, type: "http" } }, async ({ warnings }) => {
      assert.match(warnings[0]?.message ?? "", /old is not there: .*405/);
    });
  });
});

test.run();
