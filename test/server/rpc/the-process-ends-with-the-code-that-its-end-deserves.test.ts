/** Real pipes: however the client goes, the server ends by itself and says how with its exit code. */
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { type SpawnedServer, spawnServer } from "../../support/wire/spawned-server.ts";

const test = suite("the process ends with the code that its end deserves");

interface Ending {
  readonly name: string;
  readonly end: (server: SpawnedServer) => Promise<void> | void;
  readonly code: number;
  readonly reason: string;
}

const ENDINGS: readonly Ending[] = [
  { name: "the end of input", end: ({ client }) => client.end(), code: 0, reason: "end-of-input" },
  {
    name: "shutdown and exit",
    end: async ({ client }) => {
      await client.request("s", "shutdown");
      client.notify("exit");
    },
    code: 0,
    reason: "exit",
  },
  { name: "exit alone", end: ({ client }) => client.notify("exit"), code: 1, reason: "exit" },
  {
    name: "the end of input inside a message",
    end: ({ client }) => {
      client.write('{"jsonrpc":"2.0"');
      client.end();
    },
    code: 1,
    reason: "partial-frame",
  },
  {
    name: "nobody reads the output",
    end: ({ child, client }) => {
      child.stdout.destroy();
      client.notify("$/setTrace", { value: "messages" });
      client.notify("test/unheard");
    },
    code: 1,
    reason: "output-gone",
  },
];

for (const ending of ENDINGS) {
  test(`${ending.name}: ${ending.code}`, async () => {
    const server = spawnServer();
    await server.client.initialize();
    await ending.end(server);
    assert.is(await server.exited, ending.code, server.stderr());
    assert.match(server.stderr(), `closed: ${ending.reason}`);
    assert.not.match(server.stderr(), /Unhandled|ERR_|at async/);
  });
}

test("a request in flight does not keep a server whose client has stopped to read", async () => {
  const server = spawnServer();
  await server.client.initialize();
  server.client.send({ jsonrpc: "2.0", id: 1, method: "test/hold" });
  server.child.stdout.destroy();
  server.client.send({ jsonrpc: "2.0", id: 2, method: "test/echo" });
  assert.is(await server.exited, 1, server.stderr());
});

test.run();
