import * as assert from "uvu/assert";
import { callsTo, openPlan, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";

const test = suite("a huge tool result");
const HUGE = "head -c 9000 /dev/zero | tr '\\0' x; echo; echo needle; head -c 9000 /dev/zero | tr '\\0' y";

for (const context of ["context-simple", "context-persistent"]) {
  test(`${context} hands the model a part, and read_file the rest, wherever else it may read`, async () => {
    await withServer({}, async (server) => {
      const plan = openPlan([callsTo("bash", { command: HUGE }), "Done."], {
        session: { orchestrator: "loop-basic", context: { module: context, config: { max_tool_result_bytes: 4096 } } },
        tools: [
          { module: "tool-bash", config: { sandbox: "off" } },
          { module: "tool-filesystem", config: { allowed_read_paths: ["."] } },
        ],
      });
      await server.createSession({ sessionId: "s", mountPlan: plan });
      await server.call("session/execute", { sessionId: "s", prompt: "Begin." });
      const { kept } = await server.event("context:tool_result_ingress_truncated");
      assert.ok(Number(kept) <= 4096);
      const folder = `${server.home.root}/sessions/s`;
      const read = (file_path: string, limit = 100) =>
        server.call("tool/call", { sessionId: "s", name: "read_file", input: { file_path, limit } });
      const whole = await read(`${folder}/tool-results/call_1.txt`);
      assert.is(whole.success, true);
      assert.match(String(JSON.stringify(whole.output)), "needle");
      assert.is((await read(`${folder}/journal.jsonl`)).success, false);
      const result = (await server.messages("s")).find(({ role }) => role === "tool");
      assert.match(textOf(result), "needle", "the journal has the whole");
    });
  });
}

test.run();
