import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { chaosServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { notes, withServers } from "./mcp-fixture.ts";

const test = suite("a server that misbehaves is bounded");

const EVENTS = { "content-type": "text/event-stream" };

/** What a call does to the server, and what the model hears of it. */
const FATAL: readonly (readonly [how: string, told: RegExp])[] = [
  ["die", /it ended with exit code 7\. .*It said: chaos: good/],
  ["huge", /more than 16777216 bytes in one message/],
  ["endless", /more than 16777216 bytes in one message/],
];

test("one that is lost in a call is started again for the next one", async () => {
  await withServers({ odd: chaosServer() }, async ({ call }) => {
    for (const [how, told] of FATAL) {
      const { success, error } = await call("mcp_odd_poke", { how });
      assert.is(success, false, how);
      assert.is(error?.kind, "server-died", how);
      assert.match(error?.message ?? "", told);
      assert.is((await call("mcp_odd_poke")).output, "poked", how);
    }
  });
});

test("rubbish on stdout is no message, and a flood of logs is cut off", async () => {
  const startedAt = performance.now();
  await withServers({ odd: chaosServer("rubbish") }, async ({ server, call }) => {
    assert.is((await call("mcp_odd_poke", { how: "rubbish" })).output, "still here");
    assert.is((await call("mcp_odd_poke", { how: "flood" })).output, "flooded");
    const logs = server.events().filter(({ event }) => event === "mcp:log");
    const minutes = Math.ceil((performance.now() - startedAt) / 60_000);
    assert.ok(logs.length > 0 && logs.length <= 200 * minutes, `${logs.length} events in ${minutes} min`);
  });
});

test("a schema that is none, and an answer that breaks its schema, are failures", async () => {
  await withServers({ liar: chaosServer("lies") }, async ({ call }) => {
    assert.is((await call("mcp_liar_input")).error?.kind, "invalid-schema");
    assert.match((await call("mcp_liar_output")).error?.message ?? "", "does not match");
    assert.is((await call("mcp_liar_poke", { how: 5 })).error?.kind, "invalid-input");
    assert.ok((await call("mcp_liar_poke")).success);
  });
});

test("tools that come to one name are refused, all but the first", async () => {
  await withServers({ twice: chaosServer("doubles") }, async ({ server, call }) => {
    assert.ok((await call("mcp_twice_poke")).success);
    const { refused } = await server.event("mcp:tools_refused");
    assert.equal(
      (refused as { tool: string }[]).map(({ tool }) => tool),
      ["po_ke"],
    );
  });
});

test("one that dies at each start is left alone in the end", async () => {
  await withServers({ odd: chaosServer() }, async ({ call, server }) => {
    for (let count = 0; count < 5; count += 1) await call("mcp_odd_poke", { how: "die" });
    const { error } = await call("mcp_odd_poke");
    assert.is(error?.kind, "server-unavailable");
    assert.match(error?.message ?? "", /exit code 7.*left alone for 60 s/);
    await server.event("mcp:server_down", (data) => data.retry_in_ms === null);
  });
});

test("a call that hangs tells its progress, and is cancelled where it runs", async () => {
  await withServers({ odd: chaosServer("good", "notes") }, async ({ server, sessionId }) => {
    const call = server.send("tool/call", { sessionId, name: "mcp_odd_poke", input: { how: "hang" } });
    const { text } = await server.event("tool:output");
    assert.is(text, "1/2 half\n");
    server.client.send({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id: call.id } });
    const response = await call.response;
    const { kind } = Object((response.result as Json | undefined)?.error) as { kind?: string };
    assert.ok(kind === "cancelled" || response.error !== undefined, JSON.stringify(response));
    // Another call goes through the same pipe, so what was sent before it has arrived.
    await server.call("tool/call", { sessionId, name: "mcp_odd_poke", input: {} });
    assert.ok((await notes(join(server.home.workspace, "notes"))).includes("cancelled a call"));
  });
});

test("a call that stays silent is given up", async () => {
  const impatient = { ...chaosServer(), timeout: 0.2 };
  await withServers({ odd: impatient }, async ({ call }) => {
    assert.is((await call("mcp_odd_poke", { how: "hang" })).error?.kind, "timeout");
  });
});

test("one of SSE that never names where to post to keeps no session from its end", async () => {
  const server = createServer((_, response) => void response.writeHead(200, EVENTS).flushHeaders());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await withServers(
      { odd: { url, type: "sse", start_timeout: 0.5 } },
      async ({ server: ampd, sessionId, warnings }) => {
        assert.match(warnings[0]?.message ?? "", "odd is not there: it was not ready within 0.5 s");
        await ampd.call("session/close", { sessionId });
      },
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test.run();
