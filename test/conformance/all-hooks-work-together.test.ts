import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtInIds } from "../../server/plan/module-table.ts";
import { type OtlpCollector, startCollector } from "../support/otlp-collector.ts";
import { callsTo, mockPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("all hooks at once");

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CONTEXT = `printf '{"hookSpecificOutput":{"additionalContext":"It is Friday."}}'`;

const CONFIGS: Readonly<Record<string, Json>> = {
  "hooks-backup": { every_turns: 1 },
  "hooks-command": { hooks: { PreToolUse: [{ matcher: "Read", hooks: [{ command: CONTEXT, gate: true }] }] } },
  "hooks-scheduler-heuristic": { rules: [{ prompt: "*plan*", model: "mock-thinker" }] },
};

const RESPONSES = [
  {
    ...callsTo("todo", {
      action: "create",
      todos: [{ content: "Read it", activeForm: "Reading it", status: "in_progress" }],
    }),
    thinking: "First a plan.",
  },
  { ...callsTo("read_file", { file_path: "missing.txt" }), usage: { cost: 0.01 } },
  "Done.",
];

test("a turn with tools runs through all of them, and each does its part", async () => {
  const collector = await startCollector();
  try {
    await runThroughAll(collector);
  } finally {
    await collector.close();
  }
});

async function runThroughAll(collector: OtlpCollector): Promise<void> {
  await withServer({ capabilities: { display: {} } }, async (server) => {
    const hooks = builtInIds()
      .filter((id) => id.startsWith("hooks-"))
      .map((module) => ({
        module,
        config: module === "hooks-otel" ? { endpoint: collector.endpoint, flush_timeout: 30 } : (CONFIGS[module] ?? {}),
      }));
    assert.ok(hooks.length > 10, String(hooks.length));
    const tools = [{ module: "tool-todo" }, { module: "tool-filesystem" }];
    const created = await server.call("session/create", { mountPlan: mockPlan(RESPONSES, { hooks, tools }) });
    assert.equal(created.warnings, []);
    const sessionId = String(created.sessionId);
    const _meta = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
    const reply = await server.call("session/execute", { sessionId, prompt: "Make a plan and follow it.", _meta });
    assert.equal([reply.stopReason, reply.text], ["end_turn", "Done."]);
    await server.event("session:named");
    await server.call("session/close", { sessionId });

    const events = server.events(sessionId);
    const dataOf = (name: string): Json[] => events.filter(({ event }) => event === name).map(({ data }) => data);
    assert.is(dataOf("llm:request").length, 3);
    assert.ok(dataOf("llm:request").every(({ model }) => model === "mock-thinker"));
    assert.match(String(dataOf("provider:resolve")[0]?.reason), "hooks-scheduler-heuristic: rules[0]");
    assert.is(dataOf("todo:updated")[0]?.in_progress, 1);
    assert.equal(
      dataOf("command:completed").map(({ outcome }) => outcome),
      ["ok"],
    );
    assert.ok(dataOf("context:injected").some(({ source }) => source === "provider:request"));
    assert.ok(dataOf("context:injected").some(({ source }) => source === "tool:pre"));
    assert.equal(
      dataOf("backup:created").map(({ reason }) => reason),
      ["turn", "end"],
    );
    assert.is(dataOf("policy:violation").length, 0);
    const shown = server.client
      .notifications("display/message")
      .map(({ params }) => params as { text: string; source: string })
      .filter(({ source }) => source === "hooks-streaming-ui");
    for (const line of ["∴ First a plan.", "● read_file(file_path: missing.txt)"]) {
      assert.ok(
        shown.some(({ text }) => text === line),
        line,
      );
    }
    const directory = join(server.home.root, "sessions", sessionId);
    assert.ok((await readdir(directory)).includes("events.jsonl"));
    assert.is(JSON.parse(await readFile(join(directory, "budget.json"), "utf8")).cost, 0.01);
  });
  assert.equal(collector.faults, []);
  const spans = collector.spans.filter(({ traceId }) => traceId === TRACE).map(({ name }) => name);
  assert.equal(spans.sort(), [
    "chat mock-thinker",
    "chat mock-thinker",
    "chat mock-thinker",
    "execute_tool read_file",
    "execute_tool todo",
    "invoke_agent ampd",
  ]);
}

test.run();
