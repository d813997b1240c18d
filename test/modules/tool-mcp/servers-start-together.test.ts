import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { chaosServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("servers start together");

test("ten of them are there at once: each answers only when all ten have been started", async () => {
  const directory = await mkdtemp(join(tmpdir(), "ampd-mcp-"));
  const file = join(directory, "starts");
  await writeFile(file, "");
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
  const servers = Object.fromEntries(names.map((name) => [name, chaosServer("meets", file)]));
  try {
    await withServers(servers, async ({ warnings, call }) => {
      assert.equal(warnings, []);
      for (const name of names) assert.ok((await call(`mcp_${name}_poke`)).success);
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a slow one does not keep the session back, and its end is the session's", async () => {
  const slow = chaosServer("hangs");
  await withServers(
    { slow, quick: chaosServer() },
    async ({ warnings, server, sessionId }) => {
      assert.equal(
        warnings.map(({ kind }) => kind).filter((kind) => kind !== "mcp-server-starting"),
        [],
      );
      const turn = await server.call("session/execute", { sessionId, prompt: "hello" });
      assert.is(turn.text, "done");
    },
    { config: { start_wait: 0 } },
  );
});

test("those that fail are warnings that name the reason", async () => {
  const servers = {
    none: { command: "no-such-program-anywhere" },
    dead: chaosServer("dies"),
    late: { ...chaosServer("hangs"), start_timeout: 0.5 },
    good: chaosServer(),
  };
  await withServers(servers, async ({ warnings, call }) => {
    const told = warnings.map(({ kind, message }) => `${kind}: ${message}`).join("\n");
    assert.is(warnings.length, 3, told);
    assert.match(told, /none is not there: no-such-program-anywhere cannot be started \(ENOENT\)/);
    assert.match(told, /dead is not there: it ended with exit code 3 before it was ready; it said: chaos: dies/);
    assert.match(told, /late is not there: it was not ready within 0.5 s/);
    assert.ok((await call("mcp_good_poke")).success);
  });
});

test.run();
