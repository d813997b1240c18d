/** Trust that could not tell one state of the code from another is none: what holds too much is ignored, with a warning. */
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { inSettingsScene, PROJECT, type SettingsScene } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("code that cannot be looked at is never trusted");
const MB = 1024 * 1024;
const TOO_MUCH = "holds too much to look at (more than 5000 files or 64 MB); take out";

/** A file of zeros, which takes no room. */
async function large({ workspace }: SettingsScene, path: string, bytes: number): Promise<void> {
  const file = join(workspace, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "");
  await truncate(file, bytes);
}

async function refused({ service, workspace, trust }: SettingsScene): Promise<string> {
  await trust();
  const { items, refused: found, warnings, leaves } = await service.read(workspace);
  assert.equal(
    items.filter(({ isTrusted }) => !isTrusted),
    [],
    "nothing is left to ask about",
  );
  assert.equal(leaves, [], "it does not act");
  assert.equal(warnings, found);
  assert.is(found.length, 1);
  return `${found[0]?.kind} ${found[0]?.path}: ${found[0]?.message}`;
}

test("a module's folder, and a folder that the settings name", async () => {
  for (const [text, path, told] of [
    ["", ".ampd/modules/tool-x", ".ampd/modules/tool-x (it loads code)"],
    ["sources: {tool-x: ./x}", "x", ".ampd/settings.yaml: sources.tool-x "],
  ] as const) {
    await inSettingsScene({ [PROJECT]: text }, async (scene) => {
      await large(scene, `${path}/index.js`, 65 * MB);
      const message = await refused(scene);
      assert.ok(message.startsWith("untrusted-workspace .ampd/"), message);
      assert.ok(message.includes(told) && message.includes(TOO_MUCH), message);
    });
  }
});

test("a file that has no end to look at, behind each thing that runs it", async () => {
  const profile = `---\nname: own\ntools: [{module: t, source: "exec:sh run.sh"}]\n---\n`;
  for (const [file, text] of [
    [PROJECT, `modules: {tools: [{module: t, source: "exec:sh run.sh"}]}`],
    ["workspace/.mcp.json", JSON.stringify({ mcpServers: { own: { command: "sh", args: ["run.sh"] } } })],
    ["workspace/.ampd/profiles/own.md", profile],
  ] as const) {
    await inSettingsScene({ [file]: text }, async (scene) => {
      await large(scene, "run.sh", 1024 * 1024 * MB);
      assert.match(await refused(scene), /run\.sh holds too much to look at \(more than 5000 files or 2048 MB\)/);
    });
  }
});

test("more files or words than are looked at", async () => {
  const names = Array.from({ length: 2100 }, (_, index) => `f${index}`);
  const server = (args: readonly string[]): string => `mcp_servers: {own: {command: node, args: [${args}]}}`;
  await inSettingsScene({ [PROJECT]: server(names.slice(0, 201)) }, async (scene) => {
    for (const name of names.slice(0, 201)) await scene.write(`workspace/${name}`, "");
    assert.match(await refused(scene), /names too much to look at \(more than 200 files that may run\)/);
  });
  await inSettingsScene({ [PROJECT]: server(names) }, async (scene) => {
    assert.match(await refused(scene), /names too much to look at \(more than 2000 words that may run\)/);
  });
  await inSettingsScene({ [PROJECT]: `mcp_servers: {own: {command: "${names.join(" ")}"}}` }, async (scene) => {
    assert.match(await refused(scene), /names too much to look at \(more than 2000 words that may run\)/);
  });
});

test("more folders, times the words that each may hold, than are looked at", async () => {
  const names = Array.from({ length: 110 }, (_, index) => `f${index}`);
  await inSettingsScene({ [PROJECT]: `mcp_servers: {own: {command: node, args: [${names}]}}` }, async (scene) => {
    for (const name of names) await mkdir(join(scene.workspace, name));
    assert.match(await refused(scene), /names too much to look at \(more than 10000 places of files that may run\)/);
  });
});

test("a large program is looked at whole", async () => {
  const text = 'modules: {tools: [{module: t, source: "exec:./tool"}]}';
  await inSettingsScene({ [PROJECT]: text }, async (scene) => {
    const { service, workspace, trust } = scene;
    await large(scene, "tool", 65 * MB);
    await trust();
    assert.ok((await service.read(workspace)).isTrusted);
    await truncate(join(workspace, "tool"), 65 * MB + 1);
    const { isTrusted, items } = await service.read(workspace);
    assert.is(isTrusted || items[0]?.isTrusted, false);
  });
});

test.run();
