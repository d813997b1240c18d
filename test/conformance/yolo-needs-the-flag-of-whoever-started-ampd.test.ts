import { existsSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, shellPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("yolo");
const mountPlan = shellPlan([callsTo("bash", { command: "touch ran.txt" }), "Done."], {
  hooks: [{ module: "hooks-approval", config: { mode: "yolo" } }],
});

for (const [args, runs] of [
  [["--allow-yolo"], true],
  [[], false],
] as const) {
  test(`a plan that says yolo ${runs ? "runs" : "asks all the same"} where ampd got ${JSON.stringify(args)}`, async () => {
    await withServer({ args }, async (server) => {
      const { warnings } = await server.call("session/create", {
        sessionId: "s",
        cwd: server.home.workspace,
        mountPlan,
      });
      await server.call("session/execute", { sessionId: "s", prompt: "Go." });
      assert.is(existsSync(join(server.home.workspace, "ran.txt")), runs);
      const kinds = (warnings as Json[]).map(({ kind }) => kind);
      assert.is(kinds.includes("mode-not-allowed"), !runs);
    });
  });
}

test.run();
