import { relative } from "node:path";
import * as assert from "uvu/assert";
import { inSettingsScene, LOCAL, PROJECT, USER } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("scopes");

const AMPLIFIER_USER = "home/.amplifier/settings.yaml";
const AMPLIFIER_PROJECT = "workspace/.amplifier/settings.yaml";
const AMPLIFIER_LOCAL = "workspace/.amplifier/settings.local.yaml";
/** The weakest first. */
const LAYERS = [AMPLIFIER_USER, USER, AMPLIFIER_PROJECT, PROJECT, AMPLIFIER_LOCAL, LOCAL];

function saying(file: string, value: string): string {
  return file.includes(".amplifier")
    ? `overrides:\n  provider-x:\n    config:\n      default_model: ${value}\n`
    : `providers:\n  provider-x:\n    config:\n      default_model: ${value}\n`;
}

for (const [index, stronger] of LAYERS.entries()) {
  const weaker = LAYERS[index - 1];
  if (weaker === undefined) continue;
  test(`${stronger} is stronger than ${weaker}, in whichever order they are written`, async () => {
    for (const order of [
      [weaker, stronger],
      [stronger, weaker],
    ] as const) {
      const files = Object.fromEntries(
        order.map((file) => [file, saying(file, file === stronger ? "strong" : "weak")]),
      );
      await inSettingsScene(files, async ({ service, workspace, home }) => {
        const { values, leaves } = await service.read(workspace);
        assert.is(values.providers?.["provider-x"]?.config?.default_model, "strong");
        const root = stronger.startsWith("home") ? home : workspace;
        assert.is(relative(root, leaves[0]?.origin.file ?? ""), stronger.replace(/^(home|workspace)\//, ""));
      });
    }
  });
}

test("each value tells its scope, file and line; items of joined lists too", async () => {
  const files = {
    [USER]: "permissions:\n  mode: plan\n  rules:\n    - { command: git push, effect: deny }\n",
    [PROJECT]:
      "# ours\npermissions:\n  rules:\n    - { command: npm publish, effect: deny }\n    - command: git push\n      effect: deny\n",
  };
  await inSettingsScene(files, async ({ service, workspace }) => {
    const { values, leaves } = await service.read(workspace);
    assert.equal(
      leaves.map(({ path, origin }) => `${path.join(".")} ${origin.scope}:${origin.line}`),
      ["permissions.mode user:2", "permissions.rules user:4", "permissions.rules project:4"],
    );
    assert.equal(values.permissions?.rules?.length, 2, "the same rule in two scopes is one");
  });
});

test("the same item in two lists is one in each", async () => {
  const files = { [USER]: "modules: {tools: [tool-x, tool-x], hooks: [tool-x]}\n" };
  await inSettingsScene(files, async ({ service, workspace }) => {
    const { values } = await service.read(workspace);
    assert.equal(values.modules, { tools: ["tool-x"], hooks: ["tool-x"] });
  });
});

test("maps merge, lists and scalars replace, null takes away, and denied paths add up", async () => {
  const files = {
    [USER]:
      "providers:\n  p:\n    config: { temperature: 1, max_tokens: 5, timeout: 9 }\ntools:\n  t:\n    config:\n      denied_write_paths: [a]\n",
    [LOCAL]:
      "providers:\n  p:\n    config: { temperature: 0, max_tokens: null }\ntools:\n  t:\n    config:\n      denied_write_paths: [b]\n",
  };
  await inSettingsScene(files, async ({ service, workspace, trust }) => {
    await trust();
    const { values } = await service.read(workspace);
    assert.equal(values.providers?.p?.config, { temperature: 0, timeout: 9 });
    assert.equal(values.tools?.t?.config, { denied_write_paths: ["a", "b"] });
  });
});

test("a session in a folder of the workspace has the workspace's settings; at home there are only the user's", async () => {
  const files = {
    "workspace/.git/HEAD": "",
    [PROJECT]: "sandbox: required\n",
    "workspace/deep/er/file": "",
    "home/.ampd/settings.yaml": "sandbox: required\n",
  };
  await inSettingsScene(files, async ({ service, workspace, home }) => {
    assert.is((await service.read(`${workspace}/deep/er`)).values.sandbox, "required");
    assert.is((await service.read(home)).values.sandbox, undefined);
  });
});

test.run();
