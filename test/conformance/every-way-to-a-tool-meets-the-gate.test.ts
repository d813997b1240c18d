/**
 * One row for each way in which a tool can be reached. Whoever adds a way adds a row: a session in which the tool would leave its mark,
 * and what makes the call. With nobody to ask, no mark may be there and the caller hears of the denial; once allowed, it is.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { answering } from "../support/contributor.ts";
import { chaosServer } from "../support/mcp/servers.ts";
import { callsTo, type ServerFixture, shellPlan, textOf, withServer } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("the gate");
const MARK = "ran.txt";
const command = `touch ${MARK}; echo it ran`;

interface Way {
  readonly name: string;
  /** What the scripted provider answers. */
  readonly responses: readonly unknown[];
  /** More of the plan, such as the module that brings the tool. */
  readonly plan?: Json;
  /** Before the call: what registers the tool, for example. */
  readonly prepare?: (server: ServerFixture) => Promise<void>;
  /** Makes the call in session `s`; answers what the caller hears of it. */
  readonly call: (server: ServerFixture) => Promise<string>;
}

const toolTexts = async (server: ServerFixture, sessionId: string): Promise<string> =>
  (await server.messages(sessionId))
    .filter(({ role }) => role === "tool")
    .map(textOf)
    .join("\n");

const prompt = async (server: ServerFixture): Promise<string> => {
  await server.call("session/execute", { sessionId: "s", prompt: "Go." });
  return toolTexts(server, "s");
};

const script =
  (name: string, input: Json, sessionId = "s") =>
  async (server: ServerFixture): Promise<string> =>
    JSON.stringify(await server.call("tool/call", { sessionId, name, input }));

/** It says that it only reads, which nobody believes. */
async function offerMark(server: ServerFixture): Promise<void> {
  answering(server, {
    "tool/execute": () => {
      writeFileSync(join(server.home.workspace, MARK), "");
      return { success: true, output: "it ran" };
    },
  });
  const described = { description: "Leaves a mark.", inputSchema: { type: "object" } };
  const tools = [{ name: "client_mark", ...described, annotations: { readOnlyHint: true } }];
  await server.call("tool/register", { sessionId: "s", tools });
}

/** A process that gives a tool which leaves the mark in the directory that it runs in, and says that it only reads. */
const PROCESS = {
  module: "marking",
  source: `exec:${process.execPath} ${join(ROOT, "test", "support", "odd-module.mjs")} mark ${MARK}`,
};
const mount = async (server: ServerFixture): Promise<void> => {
  await server.call("module/mount", { sessionId: "s", entry: PROCESS });
};
/** The server's tool writes the file by itself, in a process that no sandbox of ours is around. */
const SERVERS = { tools: [{ module: "tool-mcp", config: { servers: { chaos: chaosServer() }, start_wait: 50 } }] };
const POKE = { how: "mark", path: MARK };
const fork = async (server: ServerFixture, overrides?: Json): Promise<string> => {
  const made = await server.call("session/fork", { sessionId: "s", ...(overrides && { overrides }) });
  return String(made.sessionId);
};

const WAYS: readonly Way[] = [
  { name: "a call by the model", responses: [callsTo("bash", { command }), "Done."], call: prompt },
  {
    name: "several calls of one answer",
    responses: [callsTo("bash", { command }, { command: `${command}; true` }), "Done."],
    call: prompt,
  },
  {
    name: "a call in the background",
    responses: [callsTo("bash", { command, run_in_background: true }), "Done."],
    call: prompt,
  },
  {
    name: "a file that is written",
    responses: [callsTo("write_file", { file_path: MARK, content: "it ran" }), "Done."],
    call: prompt,
  },
  { name: "tool/call by a script", responses: [], call: script("bash", { command }) },
  {
    name: "a tool of the client, called by the model",
    responses: [callsTo("client_mark", {}), "Done."],
    prepare: offerMark,
    call: prompt,
  },
  {
    name: "a tool of the client, called by a script",
    responses: [],
    prepare: offerMark,
    call: script("client_mark", {}),
  },
  {
    name: "a call in a sub-session",
    responses: [callsTo("task", { agent: "worker", instruction: "Work." }), "Done."],
    plan: {
      tools: [{ module: "tool-task" }, { module: "tool-bash", config: { sandbox: "off" } }],
      hooks: [{ module: "hooks-approval", config: { rules: [{ tool: "task", effect: "allow" }] } }],
      agents: {
        worker: {
          providers: [{ module: "provider-mock", config: { responses: [callsTo("bash", { command }), "Worked."] } }],
        },
      },
    },
    call: async (server) => {
      await server.call("session/execute", { sessionId: "s", prompt: "Go." });
      const { sub_session_id: child } = await server.event("task:agent_spawned");
      return toolTexts(server, String(child));
    },
  },
  {
    name: "a tool of a module in a process, called by the model",
    responses: [callsTo("odd", {}), "Done."],
    plan: { tools: [PROCESS] },
    call: prompt,
  },
  {
    name: "a tool of a module in a process, called by a script",
    responses: [],
    plan: { tools: [PROCESS] },
    call: script("odd", {}),
  },
  {
    name: "a tool of a module that was mounted later, called by the model",
    responses: [callsTo("odd", {}), "Done."],
    prepare: mount,
    call: prompt,
  },
  {
    name: "a tool of a module that was mounted later, called by a script",
    responses: [],
    prepare: mount,
    call: script("odd", {}),
  },
  {
    name: "a call in a fork",
    responses: [],
    call: async (server) => script("bash", { command }, await fork(server))(server),
  },
  {
    name: "a call in a fork with a tool of its own",
    responses: [],
    call: async (server) => script("odd", {}, await fork(server, { tools: [PROCESS] }))(server),
  },
  {
    name: "a call in a fork of a stored session",
    responses: [],
    prepare: async (server) => void (await server.call("session/close", { sessionId: "s" })),
    call: async (server) => script("bash", { command }, await fork(server))(server),
  },
  {
    name: "a call in a session that came back",
    responses: [callsTo("bash", { command }), "Done."],
    prepare: async (server) => {
      await server.call("session/close", { sessionId: "s" });
      await server.call("session/resume", { sessionId: "s" });
    },
    call: prompt,
  },
  {
    name: "a tool of a process in a session that came back",
    responses: [],
    prepare: async (server) => {
      await mount(server);
      await server.call("session/close", { sessionId: "s" });
      await server.call("session/resume", { sessionId: "s" });
    },
    call: script("odd", {}),
  },
  {
    name: "a tool of an MCP server, called by the model",
    responses: [callsTo("mcp_chaos_poke", POKE), "Done."],
    plan: SERVERS,
    call: prompt,
  },
  {
    name: "a tool of an MCP server, called by a script",
    responses: [],
    plan: SERVERS,
    call: script("mcp_chaos_poke", POKE),
  },
  {
    name: "a call in a turn that was queued",
    responses: ["First.", callsTo("bash", { command }), "Done."],
    call: async (server) => {
      await server.call("session/execute", { sessionId: "s", prompt: "First." });
      await server.call("session/enqueue", { sessionId: "s", prompt: "Go." });
      await server.event("prompt:complete", ({ response_preview: text }) => text === "Done.");
      return toolTexts(server, "s");
    },
  },
  ...["loop-basic", "loop-events"].map((orchestrator) => ({
    name: `a call by the model under ${orchestrator}`,
    responses: [callsTo("bash", { command }), "Done."],
    plan: { session: { orchestrator: { module: orchestrator }, context: { module: "context-simple" } } },
    call: prompt,
  })),
  {
    name: "tool/call of another tool",
    responses: [],
    call: script("write_file", { file_path: MARK, content: "it ran" }),
  },
];

async function start(server: ServerFixture, way: Way): Promise<void> {
  await server.createSession({ sessionId: "s", mountPlan: shellPlan(way.responses, way.plan) });
  await way.prepare?.(server);
}

const hasRun = (server: ServerFixture): boolean => existsSync(join(server.home.workspace, MARK));

for (const way of WAYS) {
  test(`${way.name}: with nobody to ask it is denied, and the caller hears why`, async () => {
    await withServer({ capabilities: { tools: {} } }, async (server) => {
      await start(server, way);
      assert.match(await way.call(server), /nobody to ask/);
      assert.not.ok(hasRun(server));
    });
  });

  test(`${way.name}: a person is asked, and it runs once allowed`, async () => {
    await withServer({ capabilities: { approvals: {}, tools: {} } }, async (server) => {
      await start(server, way);
      const calling = way.call(server);
      const question = await server.approval();
      assert.not.ok(hasRun(server), "not before the answer");
      server.answer(question, "allow_once");
      void server.approval(2).then(
        (second) => server.answer(second, "deny_once"),
        () => undefined,
      );
      await calling;
      // What runs in the background leaves its mark when no message may come any more.
      while (!hasRun(server)) await server.call("kernel/status");
    });
  });
}

test.run();
