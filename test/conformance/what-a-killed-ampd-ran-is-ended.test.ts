import { join } from "node:path";
import { watchProcesses } from "../support/process-watch.ts";
import { callsTo, openPlan, removeHome, ServerFixture } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("kill -9");

for (const background of [false, true]) {
  test(`ends ampd, and ${background ? "a job in the background" : "the command that runs"} with it`, async () => {
    const watch = await watchProcesses();
    const server = await ServerFixture.start({ capabilities: {} });
    try {
      const command = `trap '' TERM; ${watch.line}; while :; do sleep 1; done`;
      const call = callsTo("bash", { command, run_in_background: background });
      await server.createSession({ sessionId: "s", mountPlan: openPlan([call, "Done."]) });
      server.send("session/execute", { sessionId: "s", prompt: "Run it." }).response.catch(() => undefined);
      const gone = await watch.watched(1);
      await server.crash();
      await Promise.all(gone);
    } finally {
      await server.crash();
      await removeHome(server.home);
      await watch.close();
    }
  });
}

test("ends ampd, and the processes of a module with it, also one that does not leave by itself", async () => {
  const watch = await watchProcesses();
  const server = await ServerFixture.start({ capabilities: {} });
  try {
    const odd = `"${process.execPath}" "${join(ROOT, "test", "support", "odd-module.mjs")}" plain`;
    const args = ["-c", `trap '' TERM; ${watch.line}; ${odd}; while :; do sleep 1; done`];
    const tools = [{ module: "odd", source: { exec: { command: "bash", args } } }];
    await server.createSession({ mountPlan: openPlan([], { tools }), ephemeral: true });
    const gone = await watch.watched(1);
    await server.crash();
    await Promise.all(gone);
  } finally {
    await server.crash();
    await removeHome(server.home);
    await watch.close();
  }
});

test("ends ampd, and its MCP servers with it, also one that does not leave by itself", async () => {
  const watch = await watchProcesses();
  const server = await ServerFixture.start({ capabilities: {} });
  try {
    const odd = `"${process.execPath}" "${join(ROOT, "test", "support", "mcp", "chaos-server.mjs")}"`;
    const args = ["-c", `trap '' TERM; ${watch.line}; ${odd}; while :; do sleep 1; done`];
    const config = { servers: { odd: { command: "bash", args, start_timeout: 50 } }, start_wait: 50 };
    const tools = [{ module: "tool-mcp", config }];
    await server.createSession({ mountPlan: openPlan([], { tools }), ephemeral: true });
    const gone = await watch.watched(1);
    await server.crash();
    await Promise.all(gone);
  } finally {
    await server.crash();
    await removeHome(server.home);
    await watch.close();
  }
});

test.run();
