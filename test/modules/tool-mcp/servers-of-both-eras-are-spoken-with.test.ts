import { spawn } from "node:child_process";
import { once } from "node:events";
import * as assert from "uvu/assert";
import { chaosServer, goodHttpServer, goodServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("servers of both eras are spoken with");

test("over stdio, whichever era a server is of, also one that ends when it is asked", async () => {
  await withServers(
    { new: goodServer, old: chaosServer(), strict: chaosServer("strict") },
    async ({ server, call }) => {
      assert.equal(await call("mcp_new_add", { a: 1, b: 2 }), { success: true, output: { sum: 3 } });
      assert.equal(await call("mcp_old_poke"), { success: true, output: "poked" });
      assert.equal(await call("mcp_strict_poke"), { success: true, output: "poked" });
      const eras = ["new", "old", "strict"].map(async (name) => {
        return (await server.event("mcp:server_ready", (data) => data.server === name)).era;
      });
      assert.equal(await Promise.all(eras), ["modern", "legacy", "legacy"]);
    },
  );
});

test("a server of the newer era that is slow to start is not taken for one of the older", async () => {
  const { args, ...node } = goodServer;
  const late = { ...node, args: [...(args as string[]), "late", "started"], start_timeout: 55 };
  await withServers(
    { late },
    async ({ server, call }) => {
      assert.equal(await call("mcp_late_add", { a: 1, b: 2 }), { success: true, output: { sum: 3 } });
      assert.is((await server.event("mcp:server_ready")).era, "modern");
    },
    { config: { start_wait: 55 } },
  );
});

test("over HTTP", async () => {
  const [program, ...args] = goodHttpServer;
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const web = { url: `http://127.0.0.1:${String(port).trim()}/mcp`, headers: { authorization: "Bearer abc" } };
    await withServers({ web }, async ({ call, server }) => {
      assert.equal(await call("mcp_web_add", { a: 2, b: 2 }), { success: true, output: { sum: 4 } });
      assert.is((await server.event("mcp:server_ready")).era, "modern");
    });
  } finally {
    child.stdin.end();
    await once(child, "exit");
  }
});

test.run();
