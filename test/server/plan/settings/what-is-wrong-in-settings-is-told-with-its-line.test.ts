import * as assert from "uvu/assert";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";
import { inSettingsScene, PROJECT, USER } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("settings that are wrong");

const ROWS: readonly (readonly [text: string, message: RegExp])[] = [
  ["permisions:\n  mode: plan\n", /settings\.yaml:1: permisions: unknown key; did you mean permissions\?/],
  ["\npermissions:\n  rule: []\n", /settings\.yaml:3: permissions\.rule: unknown key; did you mean rules\?/],
  [
    "permissions:\n  rules:\n    - tool: bash\n      efect: deny\n",
    /:4: permissions\.rules\[0\]\.efect: .*mean effect\?/,
  ],
  ["permissions:\n  mode: yolo\n", /:2: permissions\.mode/],
  ["permissions:\n  rules: null\n", /permissions\.rules/],
  ["permissions: null\n", /permissions/],
  ["tools:\n  tool-bash: { conifg: {} }\n", /tools\.tool-bash\.conifg: unknown key; did you mean config\?/],
  ["hooks:\n  hooks-approval:\n    config: { rules: [] }\n", /write the policy's config under permissions/],
  ["a: [1\nb: 2\n", /line 2: not YAML \(bad indent\)/],
  ["profile: a\nprofile: b\n", /line 2: not YAML \(duplicate key\)/],
  ["tools: { tool-bash: { config: &x { a: *x } } }\n", /settings\.yaml: its aliases cannot be resolved/],
  ["tools:\n\ttool-bash: {}\n", /line 2: not YAML .*indent with blanks/],
  ["- a\n", /it must be a map/],
  ["profile: 3\n", /:1: profile/],
];

for (const [text, message] of ROWS) {
  test(JSON.stringify(text), async () => {
    for (const file of [USER, PROJECT]) {
      await inSettingsScene({ [file]: text }, async ({ service, workspace }) => {
        const error = await service.read(workspace).catch((thrown: unknown) => thrown);
        assert.instance(error, SettingsError);
        assert.match((error as SettingsError).message, message);
      });
    }
  });
}

test("a key that nothing here resembles may be a newer one's: a warning, and the rest acts", async () => {
  await inSettingsScene({ [USER]: "zzzzzzzzzzzzzzzz: 1\nsandbox: off\n" }, async ({ service, workspace }) => {
    const { values, warnings } = await service.read(workspace);
    assert.equal(values, { sandbox: "off" });
    assert.match(warnings[0]?.message ?? "", /settings\.yaml:1: zzzzzzzzzzzzzzzz: unknown key/);
  });
});

test("what is broken in a file of Amplifier's is a warning", async () => {
  await inSettingsScene({ "home/.amplifier/settings.yaml": "a: [" }, async ({ service, workspace }) => {
    assert.equal(
      (await service.read(workspace)).warnings.map(({ kind }) => kind),
      ["settings-invalid"],
    );
  });
});

test("an error never quotes the file", async () => {
  await inSettingsScene(
    { [USER]: "api_key: planted-secret\n  x: [planted-secret\n" },
    async ({ service, workspace }) => {
      const error = await service.read(workspace).catch((thrown: unknown) => thrown);
      assert.not.match(String(error), /planted-secret/);
    },
  );
});

test.run();
