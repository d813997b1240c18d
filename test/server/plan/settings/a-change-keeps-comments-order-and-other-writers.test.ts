import { chmod, readdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";
import { inSettingsScene, LOCAL, PROJECT, USER } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("changing settings");

const TEXT = `# mine
sandbox: auto # for now

# the policy
permissions:
  rules:
    # never
    - command: git push
      effect: deny
  mode: ask
`;

test("comments and order stay", async () => {
  await inSettingsScene({ [USER]: TEXT }, async ({ service, workspace, text }) => {
    await service.write("user", workspace, { path: ["permissions", "mode"], value: "plan" });
    await service.write("user", workspace, { path: ["tools", "tool-bash", "config", "timeout"], value: 5 });
    const expected = TEXT.replace("mode: ask", "mode: plan");
    assert.is(await text(USER), `${expected}tools:\n  tool-bash:\n    config:\n      timeout: 5\n`);
    await service.write("user", workspace, { path: ["tools"], value: undefined });
    assert.is(await text(USER), expected);
  });
});

test("many writers at once lose nothing, and leave nothing behind", async () => {
  await inSettingsScene({}, async ({ service, workspace, text }) => {
    const commands = Array.from({ length: 12 }, (_, index) => `make step${index}`);
    await Promise.all(commands.map((command) => service.addRule(workspace, { command, effect: "allow" })));
    const written = await text(LOCAL);
    assert.equal(
      commands.filter((command) => !written.includes(`command: ${command}\n`)),
      [],
    );
    assert.equal((await readdir(join(workspace, ".ampd"))).sort(), [".gitignore", "settings.local.yaml"]);
    assert.is((await service.read(workspace)).values.permissions?.rules?.length, 12, "they act at once");
  });
});

test("the user's and the local file are nobody else's to read; a project's keeps its mode", async () => {
  await inSettingsScene({ [USER]: "{}\n", [PROJECT]: "{}\n" }, async ({ service, workspace, home }) => {
    await chmod(join(workspace, ".ampd/settings.yaml"), 0o664);
    for (const scope of ["user", "project", "local"] as const) {
      await service.write(scope, workspace, { path: ["sandbox"], value: "required" });
    }
    const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    assert.is(await mode(join(home, "ampd/config/settings.yaml")), 0o600);
    assert.is(await mode(join(home, "ampd/config/trust.json")).catch(() => 0o600), 0o600);
    assert.is(await mode(join(workspace, ".ampd/settings.local.yaml")), 0o600);
    assert.is(await mode(join(workspace, ".ampd/settings.yaml")), 0o664);
  });
});

test("what would not be valid is not written", async () => {
  await inSettingsScene({ [USER]: TEXT }, async ({ service, workspace, text }) => {
    for (const [path, value] of [
      [["permissions", "mode"], "yolo"],
      [["permissions", "mod"], "plan"],
      [["nonsense"], {}],
    ] as const) {
      const error = await service.write("user", workspace, { path, value }).catch((thrown: unknown) => thrown);
      assert.instance(error, SettingsError, String(path));
      assert.is((error as SettingsError).kind, "settings-invalid");
    }
    assert.is(await text(USER), TEXT);
  });
});

test("a link that leads out of the workspace is neither read nor written through", async () => {
  await inSettingsScene({ "home/elsewhere": "sandbox: off\n", "workspace/.ampd/x": "" }, async (scene) => {
    const { service, workspace, home, text } = scene;
    await symlink(join(home, "elsewhere"), join(workspace, ".ampd/settings.yaml"));
    const error = await service.read(workspace).catch((thrown: unknown) => thrown);
    assert.match(String(error), /leads out of the workspace/);
    const change = { path: ["sandbox"], value: "required" };
    const refused = await service.write("project", workspace, change).catch((thrown: unknown) => thrown);
    assert.instance(refused, SettingsError);
    assert.is(await text("home/elsewhere"), "sandbox: off\n");
  });
});

test.run();
