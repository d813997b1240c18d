import { join } from "node:path";
import { PassThrough } from "node:stream";
import { queryObjects } from "node:v8";
import * as assert from "uvu/assert";
import { AmpdServer } from "../../../server/ampd-server.ts";
import { DEFAULT_LIMITS } from "../../../server/rpc/index.ts";
import { LiveSession } from "../../../server/session/live-session.ts";
import { FileStore } from "../../../server/store/files/file-store.ts";
import { shellPlan } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";
import { RawClient } from "../../support/wire/raw-client.ts";

const test = suite("sessions that are over");
/** What is let go a moment later, such as timers, is waited for; what is kept for good is not. */
const [MIN_LOOKS, LOOKED_FOR_MS] = [20, 20_000];

test("a connection and a server that go on keep nothing of the sessions that they had", async () => {
  await inTemporaryDirectory(async (directory) => {
    const server = new AmpdServer({
      environment: { AMPD_HOME: directory },
      cwd: directory,
      limits: DEFAULT_LIMITS,
      store: new FileStore({ directory: join(directory, "sessions"), policy: "off" }),
      isShared: true,
      report: () => {},
    });
    const [input, output] = [new PassThrough(), new PassThrough()];
    server.connect({ input, output, framing: "auto" });
    const client = new RawClient({ toServer: input, fromServer: output, framing: "ndjson" });
    try {
      await client.request(1, "initialize", {
        protocolVersions: ["1.0"],
        clientInfo: { name: "test" },
        capabilities: {},
      });
      for (const [index, ephemeral] of [true, false].entries()) {
        const sessionId = `session-${index}`;
        const mountPlan = shellPlan(["Done."]);
        await client.request(`create ${index}`, "session/create", { sessionId, mountPlan, ephemeral });
        const { result } = await client.request(`run ${index}`, "session/execute", { sessionId, prompt: "Go." });
        assert.ok(result !== undefined);
        await client.request(`close ${index}`, "session/close", { sessionId });
      }
      const left = (): number => Number(queryObjects(LiveSession, { format: "count" }));
      const end = performance.now() + LOOKED_FOR_MS;
      for (let look = 0; left() > 0 && (look < MIN_LOOKS || performance.now() < end); look += 1)
        await new Promise(setImmediate);
      assert.is(left(), 0);
    } finally {
      client.end();
      await server.stop();
    }
  });
});

test.run();
