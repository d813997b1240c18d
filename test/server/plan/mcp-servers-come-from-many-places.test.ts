/** Where MCP servers may be named, which place wins, and what a faulty one leaves. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { compilePlan, type PlanRequest } from "../../../server/plan/compile-plan.ts";
import { originsOf } from "../../../server/plan/origins.ts";
import { SettingsError } from "../../../server/plan/settings/settings-error.ts";
import { inSettingsScene, LOCAL, PROJECT, type SettingsScene, USER } from "../../support/settings-scene.ts";
import { suite } from "../../support/suite.ts";
import { fileOf } from "./profiles/profile-scene.ts";

const test = suite("MCP servers come from many places");

const MCP = "workspace/.mcp.json";

async function compiled({ service, workspace }: SettingsScene, request: PlanRequest = { profile: "demo" }) {
  const settings = await service.read(workspace);
  const made = await compilePlan(request, { environment: service.environment, settings });
  const index = made.plan.tools.findIndex(({ module }) => module === "tool-mcp");
  const servers = (made.plan.tools[index]?.config?.servers ?? {}) as Record<string, JsonObject>;
  const origins = originsOf({ ...made.plan }, made.layers);
  const originOf = (server: string): string | undefined => origins[`tools[${index}].config.servers.${server}.command`];
  return { servers, originOf, origins, index, told: settings.warnings.map(({ message }) => message) };
}

const json = (servers: JsonObject, key = "mcpServers"): string => JSON.stringify({ [key]: servers }, null, 1);
const yaml = (command: string): string => `mcp_servers:\n  one: { command: ${command} }\n`;

/** The weakest first: each wins over those above it. */
const LAYERS: readonly (readonly [command: string, file: string, text: string, origin: RegExp])[] = [
  [
    "of-profile",
    "home/ampd/config/profiles/mine.md",
    fileOf("name: mine\nextends: demo\ntools: [{module: tool-mcp, config: {servers: {one: {command: of-profile}}}}]"),
    /mine\.md$/,
  ],
  [
    "amplifier-user",
    "home/.amplifier/mcp.json",
    json({ one: { command: "amplifier-user" } }),
    /\(user\) .*mcp\.json:3$/,
  ],
  ["of-user", USER, yaml("of-user"), /\(user\) .*settings\.yaml:2$/],
  [
    "amplifier-project",
    "workspace/.amplifier/mcp.json",
    json({ one: { command: "amplifier-project" } }),
    /\(project\) .*mcp\.json:3$/,
  ],
  ["of-mcp-json", MCP, json({ one: { command: "of-mcp-json" } }), /\(project\) .*\.mcp\.json:3$/],
  ["of-project", PROJECT, yaml("of-project"), /\(project\) .*settings\.yaml:2$/],
  ["of-local", LOCAL, yaml("of-local"), /\(local\) .*settings\.local\.yaml:2$/],
];

for (const [index, [command, , , origin]] of LAYERS.entries()) {
  test(`${command} wins over what is weaker`, async () => {
    const files = LAYERS.slice(0, index + 1).map(([, file, text]) => [file, text] as const);
    const first = LAYERS[0];
    const all = Object.fromEntries([[first?.[1] ?? "", first?.[2] ?? ""] as const, ...files]);
    await inSettingsScene(all, async (scene) => {
      await scene.trust();
      const found = await compiled(scene, { profile: "mine" });
      assert.is(found.servers.one?.command, command);
      assert.match(found.originOf("one") ?? "", origin);
    });
  });
}

test("the client's win over all, and are told as its", async () => {
  await inSettingsScene({ [LOCAL]: yaml("of-local") }, async (scene) => {
    await scene.trust();
    const mcpServers = { one: { command: "of-client" } };
    const { servers, originOf } = await compiled(scene, { profile: "demo", mcpServers });
    assert.is(servers.one?.command, "of-client");
    assert.is(originOf("one"), "mcpServers");
  });
});

test("a server of the same name is replaced as a whole, and the others stay", async () => {
  const files = {
    [USER]: "mcp_servers:\n  one: { command: a, env: { A: b }, timeout: 3 }\n  two: { url: 'http://127.0.0.1/' }\n",
    [MCP]: json({ one: { command: "c" } }),
  };
  await inSettingsScene(files, async (scene) => {
    await scene.trust();
    const { servers } = await compiled(scene);
    assert.equal(servers, { one: { command: "c", cwd: scene.workspace }, two: { url: "http://127.0.0.1/" } });
  });
});

test("null in a stronger scope takes a server away; without any, tool-mcp is not mounted", async () => {
  const files = { [MCP]: json({ one: { command: "c" } }), [LOCAL]: "mcp_servers: { one: null }\n" };
  await inSettingsScene(files, async (scene) => {
    await scene.trust();
    assert.is((await compiled(scene)).index, -1);
  });
});

test("before trust, what a workspace names is ignored and listed", async () => {
  const files = { [MCP]: json({ one: { command: "x" } }), [USER]: "mcp_servers: { two: { command: y } }\n" };
  await inSettingsScene(files, async (scene) => {
    const { servers, told } = await compiled(scene);
    assert.equal(Object.keys(servers), ["two"]);
    assert.match(
      told.join("\n"),
      /\.mcp\.json is not trusted, so this was ignored: mcpServers\.one \(it names a server/,
    );
  });
});

test("VS Code's key and the spellings of other hosts are taken", async () => {
  const server = {
    type: "streamableHttp",
    serverUrl: "http://127.0.0.1/mcp",
    headers: { Authorization: "Bearer ${env:TOKEN}" },
    disabledTools: ["delete"],
    enabled: true,
    timeout: 60_000,
  };
  const local = { command: "${workspaceFolder}/run", autoApprove: ["*"], newField: 1 };
  await inSettingsScene({ [MCP]: json({ remote: server, local }, "servers") }, async (scene) => {
    await scene.trust();
    const { servers, told } = await compiled(scene);
    assert.equal(servers.remote, {
      type: "streamable-http",
      url: "http://127.0.0.1/mcp",
      headers: { Authorization: "Bearer ${TOKEN}" },
      denied_tools: ["delete"],
      disabled: false,
      timeout: 60,
    });
    assert.equal(servers.local, { command: `${scene.workspace}/run`, cwd: scene.workspace });
    const all = told.join("\n");
    assert.match(all, /\.mcp\.json:\d+: servers\.local\.autoApprove: it has no effect here; .*permissions\.rules/);
    assert.match(all, /servers\.local\.newField: unknown key; it has no effect/);
    assert.match(all, /servers\.remote\.timeout: 60000 is taken for milliseconds/);
  });
});

/** A file, and what is told of it. */
const BROKEN: readonly (readonly [text: string, told: RegExp])[] = [
  ['{\n "mcpServers": {\n  "one": {\n', /\.mcp\.json:4: not JSON \(close brace expected\); its servers are left out/],
  ['{\n "mcpServers": { "one": }\n}', /\.mcp\.json:2: not JSON \(value expected\)/],
  ['{ "mcpServers": [] }', /\.mcp\.json:1: mcpServers: it must be an object/],
  ['{\n "mcpServer": {} }', /\.mcp\.json:2: unknown key mcpServer; did you mean mcpServers\?/],
  ["[]", /\.mcp\.json:1: it must be an object with mcpServers/],
  ['{ "mcpServers": { "bad": 3 } }', /:1: mcpServers\.bad is left out: it must be an object/],
  [
    '{ "mcpServers": {\n "bad": { "comand": "x" } } }',
    /:2: mcpServers\.bad is left out: .*comand: unknown key; did you mean command\?/,
  ],
  ['{ "mcpServers": { "bad": { "command": "x", "args": "y" } } }', /mcpServers\.bad is left out: args: /],
  [
    '{ "mcpServers": { "bad": { "command": "x", "env": { "A": "${input:key}" } } } }',
    /\$\{input:key\} would be asked for/,
  ],
  [`{"mcpServers": ${'{"a":'.repeat(100_000)}`, /nested too deeply/],
];

for (const [text, pattern] of BROKEN) {
  test(`${text.slice(0, 60)} is a warning, and other servers are there`, async () => {
    const files = { [MCP]: text, [USER]: "mcp_servers: { good: { command: y } }\n" };
    await inSettingsScene(files, async (scene) => {
      await scene.trust();
      const { servers, told } = await compiled(scene);
      assert.equal(Object.keys(servers), ["good"]);
      assert.match(told.join("\n"), pattern);
      assert.not.match(told.join("\n"), /"x"/);
    });
  });
}

test("a faulty server in the settings is left out with its line", async () => {
  await inSettingsScene({ [USER]: "mcp_servers:\n  bad: { comand: x }\n  good: { command: y }\n" }, async (scene) => {
    const { servers, told } = await compiled(scene);
    assert.equal(Object.keys(servers), ["good"]);
    assert.match(told.join("\n"), /settings\.yaml:2: mcp_servers\.bad is left out: .*did you mean command\?/);
  });
});

test("a faulty server of the client's is an error that names everything", async () => {
  await inSettingsScene({}, async (scene) => {
    const mcpServers = { bad: { comand: "x" }, worse: { command: "x", url: "http://127.0.0.1/" } };
    const failure = await compiled(scene, { profile: "demo", mcpServers }).catch((error: unknown) => error);
    assert.instance(failure, SettingsError);
    const { kind, message } = failure as SettingsError;
    assert.is(kind, "invalid-params");
    assert.match(
      message,
      /mcpServers\.bad\.comand: unknown key; did you mean command\?.*mcpServers\.worse: .*not both/,
    );
  });
});

test("the file that the environment names is upstream's, and wins over the project's", async () => {
  const files = { [MCP]: json({ one: { command: "c" } }), "home/mine.json": json({ one: { command: "d" } }) };
  await inSettingsScene(files, async (scene) => {
    await scene.trust();
    const { environment } = scene.service;
    environment.AMPLIFIER_MCP_CONFIG = join(scene.home, "mine.json");
    assert.is((await compiled(scene)).servers.one?.command, "d");
  });
});

test("settings that switch tool-mcp off hold for every file's servers", async () => {
  const files = { [USER]: "mcp_servers: { a: { command: y } }\ntools: { tool-mcp: { enabled: false } }\n" };
  await inSettingsScene(files, async (scene) => assert.is((await compiled(scene)).index, -1));
});

test.run();
