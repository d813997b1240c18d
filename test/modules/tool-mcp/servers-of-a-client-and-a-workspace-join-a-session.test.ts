import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { chaosServer } from "../../support/mcp/servers.ts";
import { mockPlan, type ServerFixture, withServer } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";

const test = suite("servers of a client and a workspace");

const TOKEN = "a-token-of-the-client";
const ofClient = { ...chaosServer(), start_timeout: 50, env: { TOKEN: "${TOKEN}", HEADER: "Bearer ${TOKEN}" } };

async function environmentOf(server: ServerFixture, sessionId: unknown, name = "mcp_one_poke"): Promise<Json> {
  const { output, error } = await server.call("tool/call", { sessionId, name, input: { how: "environment" } });
  assert.is(error, undefined, JSON.stringify(error));
  return JSON.parse(String(output)) as Json;
}

/** A session waits only so long for its servers; a slower one joins it later. */
async function ready(server: ServerFixture, sessionId: unknown): Promise<void> {
  const isReady = (): boolean => server.events(String(sessionId)).some(({ event }) => event === "mcp:server_ready");
  await server.client.until(isReady);
}

test("a client's servers are the session's, and still there when it is forked and resumed", async () => {
  await withServer({ env: { TOKEN } }, async (server) => {
    const { workspace: cwd } = server.home;
    const mountPlan = mockPlan(["done"]);
    const { sessionId, mounted } = await server.call("session/create", {
      cwd,
      mountPlan,
      mcpServers: { one: ofClient },
    });
    assert.ok((mounted as Json[]).some(({ module }) => module === "tool-mcp"));
    await server.call("session/execute", { sessionId, prompt: "hello" });
    const fork = await server.call("session/fork", { sessionId });
    await ready(server, fork.sessionId);
    assert.is((await environmentOf(server, fork.sessionId)).TOKEN, TOKEN);
    // From here on its tools are known, and no resume waits for it.
    await ready(server, sessionId);
    await server.call("session/close", { sessionId });
    const resumed = await server.call("session/resume", { sessionId });
    assert.equal(resumed.warnings, []);
    const environment = await environmentOf(server, sessionId);
    assert.equal([environment.TOKEN, environment.HEADER], [TOKEN, `Bearer ${TOKEN}`]);
  });
});

test("what is wrong in a client's server is told at once, with the key that was meant", async () => {
  await withServer({}, async (server) => {
    const params = { mountPlan: mockPlan([]), mcpServers: { one: { comand: "x" } } };
    const { code, message } = await server.failure("session/create", params);
    assert.is(code, -32602);
    assert.match(message, /mcpServers\.one\.comand: unknown key; did you mean command\?/);
    assert.is((await server.failure("session/create", { mcpServers: { one: "x" } })).code, -32602);
  });
});

test("a workspace's servers wait for trust, and one that lacks a variable keeps nothing else back", async () => {
  await withServer({}, async (server) => {
    const { workspace: cwd } = server.home;
    const lacking = { ...chaosServer(), env: { KEY: "${NO_SUCH_VARIABLE}" } };
    const { start_timeout: _, ...good } = { ...ofClient, env: {} };
    await writeFile(join(cwd, ".mcp.json"), JSON.stringify({ mcpServers: { one: good, lacking } }));
    const before = await server.call("session/create", { cwd, profile: "demo" });
    assert.match(JSON.stringify(before.warnings), /untrusted-workspace.*mcpServers\.one/);
    const { tools } = await server.call("tool/list", { sessionId: before.sessionId });
    assert.not.match(JSON.stringify(tools), /mcp_one/);
    await server.call("workspace/trust", { cwd, action: "trust" });
    const { sessionId, warnings } = await server.call("session/create", { cwd, profile: "demo" });
    const told = (warnings as { message: string }[]).map(({ message }) => message).join("\n");
    assert.match(told, /The MCP server lacking is left out: env\.KEY: .*NO_SUCH_VARIABLE is not set/);
    await ready(server, sessionId);
    const offered = JSON.stringify((await server.call("tool/list", { sessionId })).tools);
    assert.match(offered, /mcp_one_poke/);
    assert.not.match(offered, /mcp_lacking/);
    const { origins } = await server.call("mountPlan/compile", { cwd, profile: "demo" });
    assert.match(JSON.stringify(origins), /servers\.one\.command":"settings \(project\) [^"]*\.mcp\.json:1"/);
  });
});

test.run();
