/** A relative source starts at the folder of the file that says it, never at the directory that a session happens to work in. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { compilePlan } from "../../../../server/plan/compile-plan.ts";
import { sourceFrom } from "../../../../server/plan/sources/relative-sources.ts";
import { inSettingsScene, PROJECT, USER } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";
import { fileOf } from "../profiles/profile-scene.ts";

const test = suite("a relative source starts at its file");

const FORMS: readonly (readonly [source: unknown, from: unknown])[] = [
  ["./x.mjs", "/d/x.mjs"],
  ["../x", "/x"],
  [".", "/d"],
  ["/x.mjs", "/x.mjs"],
  ["~/x.mjs", "~/x.mjs"],
  ["file:./x.mjs", "file:/d/x.mjs"],
  ["file:x.mjs", "file:/d/x.mjs"],
  ["file:///x.mjs", "file:///x.mjs"],
  ["file:~/x.mjs", "file:~/x.mjs"],
  ["a-package", "a-package"],
  ["@scope/package", "@scope/package"],
  ["git+https://example.test/x@main#subdirectory=./y", "git+https://example.test/x@main#subdirectory=./y"],
  ["exec:./run.sh ./data", "exec:/d/run.sh ./data"],
  ["exec: '../a run.sh' 'x y' z", 'exec:"/a run.sh" "x y" z'],
  ["exec:python3 ./x.py", "exec:python3 ./x.py"],
  [
    { type: "file", path: "x" },
    { type: "file", path: "/d/x" },
  ],
  [
    { type: "git", url: "https://example.test/x", subdirectory: "./y" },
    { type: "git", url: "https://example.test/x", subdirectory: "./y" },
  ],
  [{ exec: { command: "./run.sh", args: ["./a"] } }, { exec: { command: "/d/run.sh", args: ["./a"] } }],
  [{ exec: { command: "./run.sh", cwd: "sub" } }, { exec: { command: "./run.sh", cwd: "/d/sub" } }],
  [{ exec: { command: "node" } }, { exec: { command: "node" } }],
  [undefined, undefined],
  [7, 7],
];

for (const [source, from] of FORMS) {
  test(`${JSON.stringify(source)} in /d`, () => {
    assert.equal(sourceFrom(source, "/d"), from);
  });
}

const SESSION = "session: {orchestrator: {module: loop-own, source: ./loop.mjs}, context: context-simple}\n";
const KIT = "home/kit";
const FILES = {
  [USER]: "modules: {tools: [{module: tool-set, source: ./set.mjs}]}\ncollections: {kit: ../../kit}\n",
  [PROJECT]: "modules: {hooks: [{module: hooks-set, source: {type: file, path: set.mjs}}]}\n",
  "home/ampd/config/profiles/main.md": fileOf(
    "extends: [near, 'kit:far']\ntools: [{module: tool-user, source: ./user.mjs}]\nagents: {include: [scout], inline: {helper: {tools: [{module: tool-in, source: ./in.mjs}]}}}",
  ),
  "home/ampd/config/agents/scout.md": fileOf(
    "meta: {name: scout}\nhooks: [{module: hooks-scout, source: ./scout.mjs}]",
  ),
  "workspace/.ampd/profiles/near.md": fileOf(
    `${SESSION}providers: [provider-mock]\ntools: [{module: tool-project, source: ../project.mjs}]`,
  ),
  [`${KIT}/profiles/far.md`]: fileOf("hooks: [{module: hooks-kit, source: ../modules/kit.mjs}]"),
};

test("in each file that may have one, whatever the session's directory is", async () => {
  await inSettingsScene(FILES, async (scene) => {
    const cwd = join(scene.workspace, "deep", "down");
    await mkdir(cwd, { recursive: true });
    await scene.trust();
    const { environment } = scene.service;
    const { plan } = await compilePlan({ profile: "main" }, { environment, settings: await scene.service.read(cwd) });
    const config = join(scene.home, "ampd", "config");
    const { root } = await scene.service.read(cwd);
    const sources = Object.fromEntries(
      [...plan.tools, ...plan.hooks].flatMap(({ module, source }) => (source === undefined ? [] : [[module, source]])),
    );
    assert.equal(sources, {
      "tool-project": join(root, ".ampd", "project.mjs"),
      "tool-user": join(config, "profiles", "user.mjs"),
      "tool-set": join(config, "set.mjs"),
      "hooks-set": { type: "file", path: join(root, "set.mjs") },
      "hooks-kit": join(scene.home, "kit", "modules", "kit.mjs"),
    });
    assert.equal(plan.session.orchestrator, {
      module: "loop-own",
      source: join(root, ".ampd", "profiles", "loop.mjs"),
    });
    const { scout, helper } = plan.agents as Record<string, Record<string, unknown>>;
    assert.equal(scout?.hooks, [{ module: "hooks-scout", source: join(config, "agents", "scout.mjs") }]);
    assert.equal(helper?.tools, [{ module: "tool-in", source: join(config, "profiles", "in.mjs") }]);
  });
});

test.run();
