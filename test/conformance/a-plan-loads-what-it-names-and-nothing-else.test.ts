import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtInIds } from "../../server/plan/module-table.ts";
import { callsTo, mockPlan, type ServerFixture, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("the modules of a plan");

/** Where nobody listens: what is mounted is not asked. */
const NOWHERE = "http://127.0.0.1:9/v1";
const CONFIGS: Readonly<Record<string, Json>> = {
  "hooks-otel": { endpoint: NOWHERE, flush_timeout: 0 },
  "hooks-session-naming": { provider: "mock" },
};

/** More than the start's chunks are now, and far fewer than they would be if each set of files that something shares were one. */
const MAX_START_CHUNKS = 12;

/** The built-in modules whose code the server has loaded by its end. */
async function loadedBy(run: (server: ServerFixture) => Promise<void>): Promise<string[]> {
  const names = (await chunksLoadedBy(run)).map((name) => name.replace(/-[A-Z0-9]{8}$/, ""));
  return builtInIds().filter((id) => names.includes(id));
}

/** Node itself writes down which scripts there were. */
async function chunksLoadedBy(run: (server: ServerFixture) => Promise<void>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "ampd-scripts-"));
  try {
    await withServer({ env: { NODE_V8_COVERAGE: folder, DUMMY_KEY: "sk-0123456789abcdef" } }, run);
    const reports = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
    const scripts = reports.flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result);
    assert.ok(scripts.some(({ url }) => url.endsWith("/dist/ampd.js")));
    return scripts.flatMap(({ url }) => /\/chunks\/(.+)\.js$/.exec(url)?.[1] ?? []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All providers, tools and hooks. */
function wholePlan(responses: readonly unknown[]): Json {
  const all = (kind: string): Json[] =>
    builtInIds()
      .filter((id) => id.startsWith(`${kind}-`))
      .map((module) => ({ module, config: configOf(module, responses) }));
  return {
    session: {
      orchestrator: { module: "loop-events" },
      context: { module: "context-persistent", config: { memory_files: ["NOTES.md"] } },
    },
    providers: all("provider"),
    tools: all("tool"),
    hooks: all("hooks"),
  };
}

function configOf(module: string, responses: readonly unknown[]): Json {
  if (module === "provider-mock") return { responses, priority: 1 };
  if (module === "provider-azure-openai") return { endpoint: "http://127.0.0.1:9", api_key: "${DUMMY_KEY}" };
  if (module.startsWith("provider-")) return { base_url: NOWHERE, api_key: "${DUMMY_KEY}" };
  return CONFIGS[module] ?? {};
}

test("one plan mounts all at once, and a turn runs through it", async () => {
  const loaded = await loadedBy(async (server) => {
    await writeFile(join(server.home.workspace, "NOTES.md"), "Tea is at four.");
    const plan = wholePlan([callsTo("read_file", { file_path: "NOTES.md" }), "At four."]);
    const created = await server.call("session/create", {
      sessionId: "s",
      cwd: server.home.workspace,
      mountPlan: plan,
    });
    assert.equal(created.warnings, []);
    const reply = await server.call("session/execute", { sessionId: "s", prompt: "When is tea?" });
    assert.equal([reply.text, reply.stopReason], ["At four.", "end_turn"]);
    assert.is(server.events("s").find(({ event }) => event === "context:include")?.data.bytes, 15);
    assert.is(server.events("s").find(({ event }) => event === "tool:post")?.data.tool_name, "read_file");
    await server.call("session/close", { sessionId: "s" });
  });
  const others = ["context-simple", "loop-basic", "loop-streaming"];
  assert.equal(
    loaded,
    builtInIds().filter((id) => !others.includes(id)),
  );
});

test("of what a plan does not name nothing is loaded", async () => {
  const loaded = await loadedBy(async (server) => {
    const mountPlan = mockPlan(["Hi."], { tools: [{ module: "tool-todo" }] });
    await server.createSession({ sessionId: "s", mountPlan });
    await server.call("session/execute", { sessionId: "s", prompt: "Hello" });
  });
  assert.equal(loaded, ["context-simple", "loop-streaming", "provider-mock", "tool-todo"]);
});

test("the start loads few chunks", async () => {
  const loaded = await chunksLoadedBy(async () => {});
  assert.ok(loaded.length <= MAX_START_CHUNKS, `${loaded.length} chunks: ${loaded.join(", ")}`);
});

test.run();
