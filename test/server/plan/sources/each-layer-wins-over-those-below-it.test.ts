import { rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { processesOf } from "../../../../server/contributions/exec-module.ts";
import { collectionModules } from "../../../../server/plan/collections/collection-modules.ts";
import { CollectionStore } from "../../../../server/plan/collections/collection-store.ts";
import { moduleResolver } from "../../../../server/plan/module-resolver.ts";
import { directoriesOf } from "../../../../server/store/directories.ts";
import { EMPTY_PLAN } from "../../../support/kernel.ts";
import { moduleCode, writeFiles } from "../../../support/module-code.ts";
import { inSettingsScene, PROJECT, type SettingsScene, USER } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("the layers of sources");

const ID = "hooks-logging";

interface Given {
  readonly environment?: NodeJS.ProcessEnv;
  readonly source?: string;
  readonly module?: string;
}

async function resolved(scene: SettingsScene, { environment = {}, source, module = ID }: Given = {}) {
  const all = { ...scene.service.environment, ...environment };
  const directories = directoriesOf(all);
  const settings = await scene.service.read(scene.workspace);
  const collections = collectionModules(new CollectionStore(directories, all), settings);
  const processes = processesOf(EMPTY_PLAN);
  const options = {
    cwd: scene.workspace,
    environment: all,
    settings,
    directories,
    collections,
    processes,
    note: () => {},
  };
  return moduleResolver(options).resolve({ module, ...(source !== undefined && { source }) });
}

/** What each layer needs to have the module; the strongest first. */
const FILES: Readonly<Record<string, string>> = {
  "workspace/env.mjs": moduleCode(ID, "environment"),
  "workspace/.ampd/modules/hooks-logging/index.mjs": moduleCode(ID, "workspace"),
  [PROJECT]: "sources: { hooks-logging: ./settings.mjs }\n",
  "workspace/settings.mjs": moduleCode(ID, "settings"),
  "home/collection/modules/hooks-logging/index.mjs": moduleCode(ID, "collection"),
  "workspace/profile.mjs": moduleCode(ID, "profile"),
};

test("the environment's variable has more than one name", async () => {
  await inSettingsScene({ "workspace/env.mjs": moduleCode(ID, "environment") }, async (scene) => {
    for (const name of ["AMPD_MODULE", "AMPLIFIER_MODULE", "AMPLIFIER_MODULE_SOURCE"]) {
      const environment = { [`${name}_HOOKS_LOGGING`]: "./env.mjs" };
      assert.is((await resolved(scene, { environment })).layer, "environment", name);
    }
  });
});

test("each layer wins over those below, and the winning one is told", async () => {
  await inSettingsScene(FILES, async (scene) => {
    const { workspace, home, service } = scene;
    const directories = directoriesOf(service.environment);
    await new CollectionStore(directories, service.environment).add({
      source: join(home, "collection"),
      cwd: "/",
      trustCode: true,
    });
    await scene.trust();
    const environment = { AMPD_MODULE_HOOKS_LOGGING: "./env.mjs" };
    const source = "./profile.mjs";
    const layers: string[] = [];
    const see = async (given: Given): Promise<void> => {
      const { layer, definition } = await resolved(scene, given);
      if (layer !== "built-in") assert.is(definition.description, layer);
      layers.push(layer);
    };
    await see({ environment, source });
    await see({ environment: { AMPLIFIER_MODULE_HOOKS_LOGGING: "./env.mjs" }, source });
    await see({ source });
    await rm(join(workspace, ".ampd/modules"), { recursive: true });
    await see({ source });
    await rm(join(workspace, ".ampd/settings.yaml"));
    await see({ source });
    await new CollectionStore(directories, service.environment).remove("collection");
    await see({ source });
    await see({});
    assert.equal(layers, ["environment", "environment", "workspace", "settings", "collection", "profile", "built-in"]);
  });
});

test("code of a workspace that is not trusted is passed over", async () => {
  await inSettingsScene(FILES, async (scene) => {
    assert.is((await resolved(scene)).layer, "built-in");
    await scene.trust();
    assert.is((await resolved(scene)).layer, "workspace");
    await scene.write("workspace/.ampd/modules/hooks-logging/index.mjs", moduleCode(ID, "changed"));
    assert.is((await resolved(scene)).layer, "settings", "the code has changed; what is below is trusted as before");
    await scene.write("workspace/settings.mjs", moduleCode(ID, "changed"));
    assert.is((await resolved(scene)).layer, "built-in");
  });
});

test("what no trust can cover is told with what helps in its place", async () => {
  const module = "hooks-x";
  const told = async (scene: SettingsScene): Promise<string> =>
    String(await resolved(scene, { module }).catch((error: unknown) => error));
  const code = { [`workspace/.ampd/modules/${module}/index.mjs`]: moduleCode(module, "workspace") };
  await inSettingsScene(code, async (scene) => {
    assert.match(await told(scene), "not trusted (untrusted-workspace); ampd trust ");
    await writeFile(join(scene.workspace, ".ampd/modules", module, "large"), "");
    await truncate(join(scene.workspace, ".ampd/modules", module, "large"), 65 * 1024 * 1024);
    assert.match(await told(scene), /cannot be trusted: .* holds too much to look at .*; take out of it/);
    assert.not.match(await told(scene), "ampd trust");
  });
  await inSettingsScene({ "home/.ampd/modules/hooks-x/index.mjs": moduleCode(module, "home") }, async (scene) => {
    const atHome = await told({ ...scene, workspace: scene.home });
    assert.match(atHome, "no trust covers .ampd/modules/hooks-x in ");
    assert.not.match(atHome, "ampd trust");
    const [source = ""] = /(?<=sources\.hooks-x: )[^;]+/.exec(atHome) ?? [];
    await scene.write(USER, `sources: { hooks-x: ${source} }\n`);
    assert.is((await resolved({ ...scene, workspace: scene.home }, { module })).layer, "settings");
  });
});

test("a source in the user's settings starts at the user's directory; a package is found there, too", async () => {
  const files = {
    [USER]: "sources: { hooks-x: ./mine/x.mjs }\n",
    "home/ampd/config/mine/x.mjs": moduleCode("hooks-x", "mine"),
    "home/ampd/config/node_modules/ampd-module-hooks-y/package.json": '{"exports":{".":{"import":"./y.mjs"}}}',
    "home/ampd/config/node_modules/ampd-module-hooks-y/y.mjs": moduleCode("hooks-y", "package"),
    "workspace/node_modules/hooks-z/index.mjs": moduleCode("hooks-z", "workspace's package"),
    "workspace/.ampd/settings.yaml": "sandbox: required\n",
  };
  await inSettingsScene(files, async (scene) => {
    assert.equal((await resolved(scene, { module: "hooks-x" })).layer, "settings");
    assert.equal((await resolved(scene, { module: "hooks-y" })).layer, "package");
    const refused = await resolved(scene, { module: "hooks-z" }).catch((error: unknown) => String(error));
    assert.match(String(refused), /the workspace's are not trusted/);
    await scene.trust();
    assert.equal((await resolved(scene, { module: "hooks-z" })).layer, "package");
  });
});

test("what nobody has is told with every layer that was tried, and what is near", async () => {
  await inSettingsScene({}, async (scene) => {
    const error = await resolved(scene, { module: "hooks-loging" }).catch((thrown: unknown) => String(thrown));
    for (const layer of ["environment", "workspace", "settings", "collection", "profile", "built-in", "package"]) {
      assert.match(String(error), new RegExp(`${layer}: `));
    }
    assert.match(String(error), /did you mean hooks-logging\?/);
  });
});

const WRONG: readonly (readonly [source: string, says: RegExp])[] = [
  ["./none.mjs", /none\.mjs holds no code/],
  ["git+ext::sh -c id", /not one that can be used/],
  ["git+https://host/x@--upload-pack=id", /not one that can be used/],
  ["git+file:///nowhere/at/all#subdirectory=../..", /not one that can be used/],
  ["git+file:///nowhere/at/all", /git ls-remote/],
  ["no-such-package", /no package no-such-package/],
];

for (const [source, says] of WRONG) {
  test(`the source ${source} fails, and no other layer takes its place`, async () => {
    await inSettingsScene({}, async (scene) => {
      assert.match(String(await resolved(scene, { source }).catch((error: unknown) => error)), says);
    });
  });
}

test("a repository is kept by its commit: without it the cache is used, and that is said", async () => {
  await inSettingsScene({}, async (scene) => {
    const repository = join(scene.home, "repository");
    await writeFiles(repository, { "sub/index.mjs": moduleCode("hooks-git", "from git") });
    const { commitAll } = await import("../../../support/module-code.ts");
    const { checkOut } = await import("../../../../server/plan/sources/git-cache.ts");
    const first = commitAll(repository);
    const source = `git+file://${repository}@main#subdirectory=sub`;
    const found = await resolved(scene, { module: "hooks-git", source });
    assert.is(found.source, `git+file://${repository}@${first}#subdirectory=sub`);

    await writeFiles(repository, { "sub/index.mjs": moduleCode("hooks-git", "newer") });
    const second = commitAll(repository);
    const form = { url: `file://${repository}`, ref: "main" };
    const cache = { directory: directoriesOf(scene.service.environment).cache, environment: scene.service.environment };
    assert.is((await checkOut(form, cache)).commit, first, "a branch is not asked for at each start");
    assert.is((await checkOut(form, { ...cache, isFresh: true })).commit, second);
    assert.is((await checkOut({ ...form, ref: first }, cache)).commit, first);

    await rm(repository, { recursive: true });
    const offline = await checkOut(form, { ...cache, isFresh: true });
    assert.is(offline.commit, second);
    assert.match(offline.note ?? "", /could not be asked, so .* from the cache was used/);
  });
});

test("a layer may name a process: of the user's it counts as any other, of an untrusted workspace not", async () => {
  await inSettingsScene({ [USER]: "sources: { tool-x: 'exec:true' }\n" }, async (scene) => {
    const { layer, source } = await resolved(scene, { module: "tool-x" });
    assert.equal([layer, source], ["settings", "exec:true"]);
    const set = await resolved(scene, { module: "tool-x", environment: { AMPD_MODULE_TOOL_X: "exec:false" } });
    assert.equal([set.layer, set.source], ["environment", "exec:false"]);
  });
  await inSettingsScene({ [PROJECT]: "sources: { tool-x: 'exec:true' }\n" }, async (scene) => {
    const fault = await resolved(scene, { module: "tool-x" }).catch((error: unknown) => error);
    assert.is((fault as { code?: string }).code, "module-not-found");
    await scene.trust();
    assert.is((await resolved(scene, { module: "tool-x" })).layer, "settings");
  });
});

test.run();
