import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, openPlan, ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("a sub-session after a crash");

const mock = (...responses: unknown[]): Json[] => [{ module: "provider-mock", config: { responses } }];
const UNTIL_GO = "echo begun; [ -e go ] || exec sleep 1000";
const PLAN = openPlan([callsTo("task", { agent: "worker", instruction: "Work." }), "Done."], {
  tools: [{ module: "tool-task" }, { module: "tool-bash", config: { sandbox: "off" } }],
  agents: { worker: { providers: mock(callsTo("bash", { command: UNTIL_GO, timeout: 900 }), "Worked.") } },
});

/** The server died while a sub-session ran a command; a new one has the same files. */
async function afterCrash(body: (server: ServerFixture, child: string) => Promise<void>): Promise<void> {
  await withServer({}, async (first) => {
    await first.createSession({ sessionId: "s", mountPlan: PLAN });
    first.call("session/execute", { sessionId: "s", prompt: "Begin." }).catch(() => {});
    const child = String((await first.event("task:agent_spawned")).sub_session_id);
    await first.event("tool:output");
    await first.crash();
    writeFileSync(join(first.home.workspace, "go"), "");
    const server = await ServerFixture.start({ home: first.home, capabilities: {} });
    try {
      await body(server, child);
    } finally {
      server.client.end();
      await server.exit;
    }
  });
}

async function assertGoesOn(server: ServerFixture, child: string): Promise<void> {
  const texts = (await server.messages(child)).map(textOf);
  assert.equal([texts[0], texts.at(-2)?.includes("stdout"), texts.at(-1)], ["Work.", true, "Worked."]);
  assert.ok(server.events(child).some(({ event }) => event === "session:repaired"));
}

test("its parent goes on with it", async () => {
  await afterCrash(async (server, child) => {
    await server.call("session/resume", { sessionId: "s" });
    const input = { session_id: child, instruction: "Go on." };
    const result = await server.call("tool/call", { sessionId: "s", name: "task", input });
    assert.equal([result.success, (result.output as Json).response], [true, "Worked."]);
    await assertGoesOn(server, child);
  });
});

test("a client goes on with it", async () => {
  await afterCrash(async (server, child) => {
    await server.call("session/resume", { sessionId: child });
    assert.is((await server.call("session/execute", { sessionId: child, prompt: "Go on." })).text, "Worked.");
    await assertGoesOn(server, child);
  });
});

test.run();
