import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isProcessAlive } from "../support/process-groups.ts";
import { mockPlan, type ServerFixture, shellPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("tools and plans");
const S = { sessionId: "s" };

async function create(server: ServerFixture, more: Json = {}): Promise<void> {
  await server.createSession({ ...S, mountPlan: shellPlan(["Hello."], more) });
}

const call = (server: ServerFixture, name: string, input: Json, more: Json = {}): Promise<Json> =>
  server.call("tool/call", { ...S, name, input, ...more });

test("tool/call without anyone to ask is a result that says denied, and nothing runs", async () => {
  await withServer({}, async (server) => {
    await create(server);
    const { success, output, error } = await call(server, "bash", { command: "touch ran.txt" });
    assert.equal({ success, output, kind: (error as Json).kind }, { success: false, output: null, kind: "denied" });
    assert.match(String((error as Json).message), "nobody to ask");
    assert.not.ok(existsSync(join(server.home.workspace, "ran.txt")));
    assert.is((await server.event("tool:error")).tool_name, "bash");
  });
});

test("tool/call of a tool that only reads needs nobody, and leaves the history alone", async () => {
  await withServer({}, async (server) => {
    await create(server);
    writeFileSync(join(server.home.workspace, "notes.txt"), "the content\n");
    const { success, output } = await call(server, "read_file", { file_path: "notes.txt" });
    assert.is(success, true);
    assert.match(JSON.stringify(output), "the content");
    assert.equal(await server.messages("s"), []);
  });
});

test("tool/call asks as a turn does, and a yes lets it run", async () => {
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    await create(server);
    const pending = call(server, "bash", { command: "echo yes" });
    const question = await server.approval();
    assert.is((question.params.detail as Json).command, "echo yes");
    server.answer(question, "allow_once");
    const { success, output } = await pending;
    assert.equal({ success, stdout: (output as Json).stdout }, { success: true, stdout: "yes\n" });
  });
});

test("timeoutMs ends the tool; input that does not fit and a command that fails are results", async () => {
  await withServer({}, async (server) => {
    await create(server, { hooks: [] });
    const late = await call(server, "bash", { command: "echo $$; exec sleep 1000", timeout: 900 }, { timeoutMs: 300 });
    assert.is(late.success, false);
    assert.is((late.error as Json).kind, "timeout");
    const wrong = await call(server, "bash", { comand: "true" });
    assert.is((wrong.error as Json).kind, "invalid-input");
    assert.match(String((wrong.error as Json).message), "comand");
    const failed = await call(server, "bash", { command: "exit 3" });
    assert.is((failed.output as Json).returncode, 3);
    assert.is(failed.success, false);
  });
});

test("$/cancelRequest of tool/call kills the tool", async () => {
  await withServer({}, async (server) => {
    await create(server, { hooks: [] });
    const { id, response } = server.send("tool/call", {
      ...S,
      name: "bash",
      input: { command: "echo $$; exec sleep 1000", timeout: 900 },
    });
    const pid = Number((await server.event("tool:output")).text);
    server.client.notify("$/cancelRequest", { id });
    assert.is(((await response) as { error: Json }).error.code, -32800);
    assert.not.ok(isProcessAlive(pid));
  });
});

test("tool/list has each tool with its schema and what it says of itself", async () => {
  await withServer({}, async (server) => {
    await create(server);
    const { tools } = (await server.call("tool/list", S)) as { tools: Json[] };
    const names = tools.map((tool) => tool.name);
    for (const name of ["bash", "read_file", "write_file", "edit_file"]) assert.ok(names.includes(name), name);
    const bash = tools.find((tool) => tool.name === "bash");
    assert.ok(String(bash?.description).length > 20);
    assert.match(JSON.stringify(bash?.inputSchema), '"properties":{"command"');
    assert.is((bash?.annotations as Json | undefined)?.readOnlyHint, false);
    assert.is((tools.find((tool) => tool.name === "read_file")?.annotations as Json | undefined)?.readOnlyHint, true);
  });
});

test("module/list without a session names all that comes with ampd; with one, what is mounted", async () => {
  await withServer({}, async (server) => {
    const all = ((await server.call("module/list")) as { modules: Json[] }).modules;
    for (const id of ["loop-basic", "context-simple", "provider-mock", "tool-bash", "hooks-approval"]) {
      const module = all.find((one) => one.id === id);
      assert.is(module?.layer, "built-in", id);
      assert.is((module?.configSchema as Json | undefined)?.type, "object", id);
    }
    await create(server);
    const mounted = ((await server.call("module/list", S)) as { modules: Json[] }).modules;
    assert.equal(
      mounted.map((module) => [module.id, module.kind]),
      [
        ["loop-streaming", "orchestrator"],
        ["context-simple", "context"],
        ["provider-mock", "provider"],
        ["tool-bash", "tool"],
        ["tool-filesystem", "tool"],
        ["hooks-approval", "hook"],
        ["hooks-logging", "hook"],
      ],
    );
  });
});

test("mountPlan/validate finds every problem in one pass, with places and suggestions, and runs nothing", async () => {
  await withServer({}, async (server) => {
    writeFileSync(
      join(server.home.workspace, "evil.mjs"),
      'import { writeFileSync } from "node:fs"; writeFileSync("ran.txt", "");',
    );
    const mountPlan = {
      session: { orchestrator: { module: "loop-streeming" }, contxt: { module: "context-simple" } },
      providers: [{ module: "provider-mock", config: { respones: [] } }],
      tools: [
        { module: "tool-bash", config: { sandbox: "maybe" } },
        { module: "evil", source: "./evil.mjs" },
        { module: "hooks-logging" },
      ],
      hooks: "none",
      instrction: "x",
    };
    const { valid, problems, warnings } = (await server.call("mountPlan/validate", { mountPlan })) as Record<
      string,
      Json[]
    >;
    assert.is(valid, false);
    const places = Object.fromEntries((problems ?? []).map(({ path, message }) => [path, message]));
    assert.match(places["session.contxt"], "did you mean context");
    assert.ok("session.context" in places);
    assert.ok("hooks" in places);
    assert.match(places["session.orchestrator.module"], "did you mean loop-streaming");
    assert.match(places["providers[0].config.respones"], "did you mean responses");
    assert.ok("tools[0].config.sandbox" in places);
    assert.match(places["tools[2]"], "kind hook");
    assert.match(String(warnings?.find((one) => one.path === "instrction")?.message), "did you mean instruction");
    assert.not.ok(existsSync(join(server.home.workspace, "ran.txt")));
    assert.equal(await server.call("session/list"), { sessions: [] });
  });
});

test("mountPlan/validate accepts what session/create accepts, and every profile that is offered can be made", async () => {
  await withServer({}, async (server) => {
    const { valid, problems } = await server.call("mountPlan/validate", { mountPlan: shellPlan([]) });
    assert.equal({ valid, problems }, { valid: true, problems: [] });
    const { profiles } = (await server.call("profile/list")) as { profiles: Json[] };
    assert.equal(
      profiles.map(({ name, isDefault }) => [name, isDefault]),
      ["anthropic", "base", "demo", "dev", "foundation", "full", "openai", "test"].map((name) => [
        name,
        name === "demo",
      ]),
    );
    for (const { name } of profiles) {
      const { mountPlan } = await server.call("session/get", {
        sessionId: await server.createSession({ profile: name }),
      });
      assert.equal((await server.call("mountPlan/validate", { mountPlan })).problems, []);
    }
  });
});

test("the default profile is for work where a key is there; without one it says that this is the demonstration", async () => {
  await withServer({}, async (server) => {
    const { warnings } = await server.call("session/create", {});
    assert.equal(
      (warnings as Json[]).map((warning) => warning.kind),
      ["demo-provider"],
    );
  });
  await withServer({ env: { OPENAI_API_KEY: "test-key" } }, async (server) => {
    const { sessionId, warnings } = await server.call("session/create", {});
    assert.equal(warnings, []);
    const { profile, mountPlan } = await server.call("session/get", { sessionId });
    assert.is(profile, "dev");
    assert.equal((mountPlan as Json).providers, [{ module: "provider-openai" }]);
  });
});

test("an override adds a module or a key of its config; it never drops the approval policy by leaving it out", async () => {
  await withServer({}, async (server) => {
    for (const hooks of [["hooks-logging"], [{ module: "hooks-logging" }], []]) {
      const overrides = { hooks, tools: ["tool-bash", { module: "tool-search", config: {} }] };
      const { sessionId, mounted } = await server.call("session/create", { profile: "demo", overrides });
      const ids = (mounted as Json[]).map((module) => module.id);
      assert.ok(ids.includes("hooks-approval"), JSON.stringify(hooks));
      assert.is(new Set(ids).size, ids.length);
      const result = await server.call("tool/call", { sessionId, name: "bash", input: { command: "touch ran.txt" } });
      assert.is((result.error as Json).kind, "denied");
    }
    assert.not.ok(existsSync(join(server.home.workspace, "ran.txt")));
  });
});

test("kernel/status tells what the kernel is doing", async () => {
  await withServer({}, async (server) => {
    await server.createSession({ ...S, mountPlan: mockPlan(["Hello."]) });
    await server.call("session/execute", { ...S, prompt: "Hi." });
    const { version, pid, uptimeMs, memory, sessions, connections, limits } = await server.call("kernel/status");
    assert.is(pid, server.process.pid);
    assert.match(String(version), /^\d+\.\d+\.\d+/);
    assert.ok(Number(uptimeMs) > 0 && Number((memory as Json).rssBytes) > 0);
    assert.equal(sessions, [{ sessionId: "s", status: "idle", turns: 1, pendingApprovals: 0 }]);
    assert.equal(
      (connections as Json[]).map(({ client, subscriptions }) => ({ client, subscriptions })),
      [{ client: "test", subscriptions: 1 }],
    );
    assert.type((limits as Json).maxFrameBytes, "number");
  });
});

test.run();
