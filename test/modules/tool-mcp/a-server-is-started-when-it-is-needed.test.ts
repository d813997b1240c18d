/** Tools that are kept, servers that wait for the first call, and one connection for several sessions. */
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { chaosServer } from "../../support/mcp/servers.ts";
import { isProcessAlive } from "../../support/process-groups.ts";
import { mockPlan, type ServerFixture, withServer } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";
import type { Json } from "../../support/wire/frames.ts";
import { notes } from "./mcp-fixture.ts";

const test = suite("a server is started when it is needed");

const VALUE = "a-value-that-nobody-keeps";

interface Scene {
  readonly server: ServerFixture;
  /** Where the MCP server notes its starts. */
  readonly file: string;
  start(config: Json): Promise<{ sessionId: string; warnings: unknown }>;
  call(sessionId: string, input?: Json): Promise<Json>;
  starts(): Promise<string[]>;
  /** Resolves when the server of each of these sessions is there. */
  ready(...sessions: readonly { sessionId: string }[]): Promise<void>;
}

function inScene(mode: string, body: (scene: Scene) => Promise<void>): Promise<void> {
  return inTemporaryDirectory((directory) =>
    withServer({}, async (server) => {
      const file = join(directory, "notes");
      const start: Scene["start"] = async (config) => {
        const one = { ...chaosServer(mode, file), env: { OWN: VALUE }, start_timeout: 50, ...config };
        const tools = [{ module: "tool-mcp", config: { servers: { one }, start_wait: 50 } }];
        const params = { cwd: server.home.workspace, mountPlan: mockPlan(["done"], { tools }) };
        return (await server.call("session/create", params)) as never;
      };
      const call = (sessionId: string, input: Json = {}) =>
        server.call("tool/call", { sessionId, name: "mcp_one_poke", input });
      const starts = async () => (await notes(file)).filter((line) => line.startsWith("start"));
      const isReady = ({ sessionId }: { sessionId: string }): boolean =>
        server.events(sessionId).some(({ event }) => event === "mcp:server_ready");
      const ready: Scene["ready"] = (...sessions) => server.client.until(() => sessions.every(isReady));
      await body({ server, file, start, call, starts, ready });
    }),
  );
}

test("the tools of last time are offered at once, while the server still starts", async () => {
  await inScene("waits", async ({ server, file, start, call, starts }) => {
    await writeFile(`${file}.go`, "");
    const first = await start({});
    await server.call("session/close", { sessionId: first.sessionId });
    await rm(`${file}.go`);

    const { sessionId, warnings } = await start({});
    assert.equal(warnings, []);
    const { tools } = (await server.call("tool/list", { sessionId })) as { tools: { name: string }[] };
    assert.equal(
      tools.map(({ name }) => name),
      ["mcp_one_poke"],
    );
    const answer = call(sessionId);
    await server.client.until(() => server.events(sessionId).some(({ event }) => event === "tool:pre"));
    await writeFile(`${file}.go`, "");
    assert.is((await answer).output, "poked");
    assert.is((await starts()).length, 2);
    await server.call("session/close", { sessionId });

    const folder = join(server.home.root, "cache", "mcp-tools");
    const [kept = "", ...others] = await readdir(folder);
    assert.equal(others, []);
    assert.is((await stat(join(folder, kept))).mode & 0o777, 0o600);
    assert.not.match(await readFile(join(folder, kept), "utf8"), VALUE);
  });
});

test("what is kept and cannot be read is as if it were not there", async () => {
  await inScene("good", async ({ server, start, call }) => {
    await server.call("session/close", { sessionId: (await start({})).sessionId });
    const folder = join(server.home.root, "cache", "mcp-tools");
    for (const text of ["not JSON", '{"version":1,"tools":[{"name":3}],"hasResources":true}', "null"]) {
      for (const name of await readdir(folder)) await writeFile(join(folder, name), text);
      const { sessionId, warnings } = await start({});
      assert.equal(warnings, []);
      assert.is((await call(sessionId)).output, "poked");
      await server.call("session/close", { sessionId });
    }
  });
});

test("a lazy server is started by the first call, once its tools are known", async () => {
  await inScene("good", async ({ server, start, call, starts }) => {
    await server.call("session/close", { sessionId: (await start({ lazy: true })).sessionId });
    assert.is((await starts()).length, 1);
    const { sessionId, warnings } = await start({ lazy: true });
    assert.equal(warnings, []);
    assert.is((await starts()).length, 1);
    assert.is((await call(sessionId)).output, "poked");
    assert.is((await starts()).length, 2);
  });
});

test("sessions share a server that may be shared: one's cancel and end are not the other's", async () => {
  await inScene("good", async ({ server, start, call, starts, file }) => {
    const first = await start({ shared: true });
    const second = await start({ shared: true });
    const hanging = server.send("tool/call", {
      sessionId: first.sessionId,
      name: "mcp_one_poke",
      input: { how: "hang" },
    });
    await server.event("tool:output");
    assert.is((await call(second.sessionId)).output, "poked");
    server.client.send({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id: hanging.id } });
    await hanging.response;
    assert.is((await call(second.sessionId)).output, "poked");
    await server.call("session/close", { sessionId: first.sessionId });
    assert.is((await call(second.sessionId)).output, "poked");
    const [line = ""] = await starts();
    assert.is((await starts()).length, 1);
    assert.equal(
      (await notes(file)).filter((note) => note.startsWith("cancelled")),
      ["cancelled a call"],
    );
    await server.call("session/close", { sessionId: second.sessionId });
    assert.not.ok(isProcessAlive(Number(line.split(" ")[1])));
  });
});

test("a shared server that dies is started once more for all; another directory or config has its own", async () => {
  await inScene("good", async ({ start, call, starts, ready }) => {
    const sessions = [await start({ shared: true }), await start({ shared: true })];
    await ready(...sessions, await start({ shared: true, timeout: 7 }), await start({}));
    assert.is((await starts()).length, 3);
    const [one, two] = sessions.map(({ sessionId }) => sessionId);
    assert.is(((await call(one ?? "", { how: "die" })).error as Json).kind, "server-died");
    for (const sessionId of [one, two]) assert.is((await call(sessionId ?? "")).output, "poked");
    assert.is((await starts()).length, 4);
  });
});

test.run();
