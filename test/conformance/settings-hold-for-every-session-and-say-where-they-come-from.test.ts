import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { callsTo, mockPlan, type ServerFixture, shellPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("settings over the wire");

const DENY = { command: "git push", effect: "deny" };

test("what is set is told with its origin, and acts in sessions of profiles", async () => {
  await withServer({}, async (server) => {
    const { home } = server;
    await server.call("settings/set", { scope: "user", key: "profile", value: "openai" });
    await server.call("settings/set", { scope: "project", key: "profile", value: "demo" });
    await server.call("settings/set", { scope: "user", key: "permissions.rules", value: [DENY] });
    await server.call("settings/set", { scope: "user", key: ["tools", "tool-bash", "config", "timeout"], value: 7 });
    const { file } = await server.call("settings/set", { scope: "local", key: "sandbox", value: "off" });
    assert.is(file, join(home.workspace, ".ampd/settings.local.yaml"));
    assert.is((await stat(String(file))).mode & 0o777, 0o600);

    const { value, origins } = await server.call("settings/get", { key: "profile" });
    assert.is(value, "demo");
    assert.equal(origins, [
      {
        key: "profile",
        value: "demo",
        origin: { scope: "project", file: join(home.workspace, ".ampd/settings.yaml"), line: 1 },
      },
    ]);
    assert.is((await server.call("settings/get", { key: "nothing.here" })).value, null);

    const sessionId = await server.createSession({ ephemeral: true });
    const { mountPlan, profile } = await server.call("session/get", { sessionId });
    const { tools } = mountPlan as { tools: Json[] };
    assert.is(profile, "demo");
    assert.equal(tools.find(({ module }) => module === "tool-bash")?.config, { sandbox: "off", timeout: 7 });
    assert.equal((await server.call("settings/get", { sessionId, key: "sandbox" })).value, "off");

    const overrides = { tools: [{ module: "tool-bash", config: { timeout: 9 } }] };
    const other = await server.createSession({ ephemeral: true, overrides });
    const { mountPlan: plan } = await server.call("session/get", { sessionId: other });
    assert.is(
      (plan as { tools: { config?: Json }[] }).tools.at(-1)?.config?.timeout,
      9,
      "the session's own word is the last",
    );
  });
});

test("rules hold for a client's own plan that has the policy, and again when a session comes back", async () => {
  await withServer({}, async (server) => {
    const sessionId = await server.createSession({ mountPlan: shellPlan(["x"]) });
    const refusal = async (): Promise<unknown> => {
      const { error } = await server.call("tool/call", { sessionId, name: "bash", input: { command: "git push" } });
      return (error as Json | undefined)?.message;
    };
    await server.call("session/close", { sessionId });
    await server.call("settings/set", { scope: "user", key: "permissions.rules", value: [DENY] });
    await server.call("session/resume", { sessionId });
    assert.match(String(await refusal()), /rules\[0\] \(git push\) forbids it/);
  });
});

test("an untrusted workspace: the session starts, what narrows acts, the rest is named; then trust, and a change", async () => {
  await withServer({}, async (server) => {
    const { workspace } = server.home;
    await mkdir(join(workspace, ".ampd"));
    const file = join(workspace, ".ampd/settings.yaml");
    await writeFile(
      file,
      "permissions:\n  mode: accept-edits\n  rules: [{ command: ls, effect: deny }]\nprofile: demo\n",
    );
    const warned = async (): Promise<string[]> => {
      const { warnings } = await server.call("session/create", { ephemeral: true });
      return (warnings as Json[])
        .filter(({ kind }) => kind === "untrusted-workspace")
        .map(({ message }) => String(message));
    };
    assert.match((await warned())[0] ?? "", /\.ampd\/settings\.yaml.*permissions\.mode/);
    assert.is((await server.call("settings/get", { key: "permissions.mode" })).value, null);
    assert.equal((await server.call("settings/get", { key: "permissions.rules" })).value, [
      { command: "ls", effect: "deny" },
    ]);

    const asked = await server.call("workspace/trust");
    assert.equal([asked.trusted, asked.state, asked.path], [false, "untrusted", workspace]);
    assert.equal(asked.items, [
      { file: ".ampd/settings.yaml", key: "permissions.mode", why: "widens a permission", trusted: false },
    ]);
    const unseen = await server.failure("workspace/trust", { action: "trust", digest: "another" });
    assert.is(unseen.data.kind, "untrusted-workspace");
    const told = await server.call("workspace/trust", { action: "trust", digest: asked.digest });
    assert.equal([told.trusted, told.state], [true, "trusted"]);
    assert.equal(await warned(), []);
    assert.is((await server.call("settings/get", { key: "permissions.mode" })).value, "accept-edits");
    assert.is((await stat(join(server.home.root, "config/trust.json"))).mode & 0o777, 0o600);

    await writeFile(file, "sandbox: off\nprofile: demo\n");
    assert.match((await warned())[0] ?? "", /sandbox/);
    assert.is((await server.call("workspace/trust")).state, "changed");
    assert.is((await server.call("workspace/trust", { action: "untrust" })).state, "untrusted");
  });
});

test("settings that are wrong, and keys that are unknown, get an error that says where", async () => {
  await withServer({}, async (server) => {
    const wrong = await server.failure("settings/set", { scope: "user", key: "permissions.mod", value: "plan" });
    assert.is(wrong.data.kind, "settings-invalid");
    assert.match(wrong.message, /permissions\.mod: unknown key; did you mean mode\?/);
    await mkdir(join(server.home.root, "config"), { recursive: true });
    await writeFile(join(server.home.root, "config/settings.yaml"), "sandbox: maybe\n");
    const broken = await server.failure("session/create", { profile: "demo" });
    assert.is(broken.data.kind, "settings-invalid");
    assert.match(broken.message, /settings\.yaml:1: sandbox/);
    assert.is((await server.failure("settings/get", { cwd: "/nowhere" })).data.kind, "invalid-params");
  });
});

async function answered(server: ServerFixture, command: string, kind: string): Promise<Json> {
  const mountPlan = shellPlan([callsTo("bash", { command }), "done"]);
  const sessionId = await server.createSession({ mountPlan });
  const turn = server.call("session/execute", { sessionId, prompt: "go" });
  const count = server.client.received.flat().filter(({ method }) => method === "approval/request").length + 1;
  server.answer(await server.approval(count), kind);
  await turn;
  await server.call("session/close", { sessionId });
  return mountPlan;
}

test("an answer for always is a rule that one can read, and the next session does not ask", async () => {
  await withServer({ capabilities: { approvals: {} } }, async (server) => {
    const allowed = await answered(server, "touch one", "allow_always");
    const denied = await answered(server, "touch two", "deny_always");
    const text = await readFile(join(server.home.workspace, ".ampd/settings.local.yaml"), "utf8");
    assert.is(
      text,
      "permissions:\n  rules:\n    - tool: bash\n      command: touch one\n      effect: allow\n" +
        "    - tool: bash\n      command: touch two\n      effect: deny\n",
    );
    for (const mountPlan of [allowed, denied]) {
      const sessionId = await server.createSession({ mountPlan });
      await server.call("session/execute", { sessionId, prompt: "go" });
    }
    const questions = server.client.received.flat().filter(({ method }) => method === "approval/request");
    assert.is(questions.length, 2);
    assert.ok(await stat(join(server.home.workspace, "one")));
    assert.is(await stat(join(server.home.workspace, "two")).catch(() => "none"), "none");
  });
});

test("a secret is read where the plan says, and is in nothing that is stored", async () => {
  await withServer({ env: { PLANTED: "planted-value-1" } }, async (server) => {
    const secrets = [{ secret: { env: "PLANTED" } }, { secret: { shell: "rev hidden | cat" } }];
    await writeFile(join(server.home.workspace, "hidden"), "2-eulav-detnalp\n");
    const responses = secrets.map((text) => ({ text }));
    const { sessionId } = await server.call("session/create", { mountPlan: mockPlan(responses) });
    const say = async (): Promise<unknown> => (await server.call("session/execute", { sessionId, prompt: "x" })).text;
    assert.is(await say(), "planted-value-1");
    assert.is(await say(), "planted-value-2");
    const stored = JSON.stringify((await server.call("session/get", { sessionId })).mountPlan);
    assert.not.match(stored, /planted-value/);
    const missing = mockPlan([], {
      providers: [{ module: "provider-openai", config: { api_key: { secret: { env: "NOT_SET" } } } }],
    });
    const { warnings } = await server.call("session/create", { mountPlan: missing });
    assert.match(JSON.stringify(warnings), /providers\[0\]\.config\.api_key.*NOT_SET is not set/);
  });
});

test.run();
