/** What the user trusted is the text and the files that it runs, as they were: another script behind the same line waits again. */
import * as assert from "uvu/assert";
import { inSettingsScene, type SettingsScene } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("trust is in the code that is named");
const SETTINGS = "workspace/.ampd/settings.yaml";
const moduleOf = (source: string): string => `modules: {tools: [{module: tool-own, source: ${source}}]}`;
const servers = (server: object): string => JSON.stringify({ mcpServers: { own: server } });
const profileOf = (yaml: string): string => `---\nname: own\n${yaml}\n---\nDo.\n`;
const hook = (command: string): string =>
  `{module: hooks-command, config: {hooks: {PreToolUse: [{hooks: [{command: ${JSON.stringify(command)}}]}]}}}`;

/** The file that says what runs, and the file that is run. */
const ROWS: readonly (readonly [name: string, file: string, text: string, script: string])[] = [
  ["a script behind exec", SETTINGS, moduleOf('"exec:node ./tool.mjs --port=1"'), "tool.mjs"],
  ["a program behind exec", SETTINGS, moduleOf('"exec:./bin/tool x"'), "bin/tool"],
  ["a quoted script behind exec", SETTINGS, moduleOf(`'exec:node "my tool.mjs"'`), "my tool.mjs"],
  ["exec as an object", SETTINGS, moduleOf("{exec: {command: node, args: [tool.mjs]}}"), "tool.mjs"],
  [
    "exec in a folder of its own",
    SETTINGS,
    moduleOf("{exec: {command: node, args: [tool.mjs], cwd: bin}}"),
    "bin/tool.mjs",
  ],
  ["a file", SETTINGS, moduleOf('"file:./tool.mjs"'), "tool.mjs"],
  ["a hook's line", SETTINGS, `modules: {hooks: [${hook("$CLAUDE_PROJECT_DIR/hook.sh && true")}]}`, "hook.sh"],
  [
    "a hook's config",
    SETTINGS,
    "hooks: {hooks-command: {config: {hooks: {Stop: [{hooks: [{command: ./hook.sh}]}]}}}}",
    "hook.sh",
  ],
  [
    "a secret's command",
    SETTINGS,
    "providers: {provider-mock: {config: {x: {secret: {command: [sh, tell.sh]}}}}}",
    "tell.sh",
  ],
  ["an MCP server of the settings", SETTINGS, "mcp_servers: {own: {command: node, args: [server.mjs]}}", "server.mjs"],
  [
    "an MCP server",
    "workspace/.mcp.json",
    servers({ command: "node", args: ["tools/server.mjs"] }),
    "tools/server.mjs",
  ],
  ["an MCP server's program", "workspace/.mcp.json", servers({ command: "./server" }), "server"],
  [
    "an MCP server elsewhere",
    "workspace/.mcp.json",
    servers({ command: "node", args: ["s.mjs"], cwd: "tools" }),
    "tools/s.mjs",
  ],
  [
    "a profile",
    "workspace/.ampd/profiles/own.md",
    profileOf('tools: [{module: t, source: "exec:sh run.sh"}]'),
    "run.sh",
  ],
  ["a profile's hook", "workspace/.ampd/profiles/own.md", profileOf(`hooks: [${hook("sh run.sh")}]`), "run.sh"],
  [
    "a profile's folder",
    "workspace/.ampd/profiles/own.md",
    profileOf("tools: [{module: t, source: ../../parts}]"),
    "parts/lib/inner.js",
  ],
  ["a script without its ending", SETTINGS, moduleOf('"exec:node ./lib/tool"'), "lib/tool.cjs"],
  ["the script of a folder", SETTINGS, moduleOf('"exec:node lib"'), "lib/index.js"],
  ["the script of the workspace", SETTINGS, moduleOf('"exec:node ."'), "index.js"],
  ["a module of Python", SETTINGS, moduleOf('"exec:python3 -m tools.hook"'), "tools/hook.py"],
  ["a package of Python", SETTINGS, moduleOf('"exec:/usr/bin/python3.12 -m tools"'), "tools/__main__.py"],
  ["what npm runs", SETTINGS, `modules: {hooks: [${hook("npm run -s lint")}]}`, "package.json"],
  ["what npx runs", "workspace/.mcp.json", servers({ command: "npx", args: ["-y", "own"] }), "node_modules/.bin/own"],
  ["a recipe", SETTINGS, `modules: {hooks: [${hook("make -s lint")}]}`, "Makefile"],
  ["a recipe elsewhere", SETTINGS, `modules: {hooks: [${hook("make -C sub")}]}`, "sub/GNUmakefile"],
  ["a folder of the settings", SETTINGS, moduleOf("./parts"), "parts/index.js"],
  [
    "an agent",
    "workspace/.ampd/agents/own.md",
    "---\nmeta: {name: own, description: d}\ntools: [{module: t, source: 'exec:sh run.sh'}]\n---\nGo.",
    "run.sh",
  ],
];

const waiting = async ({ service, workspace }: SettingsScene): Promise<readonly string[]> =>
  (await service.read(workspace)).items.filter(({ isTrusted }) => !isTrusted).map(({ file }) => file);

for (const [name, file, text, script] of ROWS) {
  test(`${name}: with another ${script} it waits again`, async () => {
    const own = `workspace/${script}`;
    await inSettingsScene({ [file]: text, [own]: "one" }, async (scene) => {
      assert.is.not((await waiting(scene)).length, 0, "it waits at first");
      await scene.trust();
      assert.equal(await waiting(scene), []);
      await scene.write("workspace/README.md", "Nothing that runs.");
      assert.equal(await waiting(scene), [], "what it does not name does not count");
      await scene.write(own, "two");
      assert.equal(await waiting(scene), [file.replace("workspace/", "")]);
      await scene.write(own, "one");
      assert.equal(await waiting(scene), []);
    });
  });
}

test("a script that was not there when it was trusted waits; one in the folder that a session works in counts", async () => {
  const files = { [SETTINGS]: moduleOf('"exec:node tool.mjs"'), "workspace/sub/x": "" };
  await inSettingsScene(files, async (scene) => {
    await scene.trust();
    assert.equal(await waiting(scene), []);
    await scene.write("workspace/sub/tool.mjs", "new");
    assert.equal(await waiting(scene), []);
    const below = await scene.service.read(`${scene.workspace}/sub`);
    assert.is(below.items.filter(({ isTrusted }) => !isTrusted).length, 1);
    await scene.write("workspace/tool.mjs", "new");
    assert.is((await waiting(scene)).length, 1);
  });
});

test("what a setting only mentions does not count", async () => {
  const text =
    "hooks: {hooks-logging: {config: {path: log.jsonl}}}\npermissions: {rules: [{command: sh run.sh, effect: allow}]}";
  await inSettingsScene({ [SETTINGS]: text, "workspace/log.jsonl": "a", "workspace/run.sh": "a" }, async (scene) => {
    await scene.trust();
    await scene.write("workspace/log.jsonl", "b");
    await scene.write("workspace/run.sh", "b");
    assert.equal(await waiting(scene), []);
  });
});

test.run();
