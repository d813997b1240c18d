import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { CollectionStore } from "../../../../server/plan/collections/collection-store.ts";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";
import { directoriesOf } from "../../../../server/store/directories.ts";
import { commitAll, moduleCode, writeFiles } from "../../../support/module-code.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("collections");

async function inStore(
  body: (store: CollectionStore, at: string, directories: { config: string }) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (at) => {
    const environment = { AMPD_HOME: join(at, "ampd"), HOME: at, PATH: process.env.PATH };
    const directories = directoriesOf(environment);
    await body(new CollectionStore(directories, environment), at, directories);
  });
}

async function kindOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof SettingsError ? error.kind : error;
}

test("a repository is added at its commit, which only refresh moves; trust in its code does not move along", async () => {
  await inStore(async (store, at, { config }) => {
    const repository = join(at, "tools");
    await writeFiles(repository, {
      "collection.yaml": "name: house\nversion: 1.0.0\ndescription: Ours.\n",
      "modules/hooks-house/index.mjs": moduleCode("hooks-house", "first"),
      "package.json": '{"scripts":{"preinstall":"touch ran","postinstall":"touch ran"}}',
    });
    const first = commitAll(repository);
    const added = await store.add({ source: `git+file://${repository}@main`, cwd: at });
    assert.equal([added.name, added.commit, added.version, added.description], ["house", first, "1.0.0", "Ours."]);
    const lock = JSON.parse(await readFile(join(config, "collections.lock"), "utf8"));
    assert.is(lock.collections.house.commit, first);
    assert.is((await stat(join(config, "collections.lock"))).mode & 0o777, 0o600);
    assert.match((await store.find("hooks-house"))?.reason ?? "", /not trusted; ampd collection trust house/);
    await store.trust("house");
    assert.is((await store.find("hooks-house"))?.reason, undefined);

    await writeFiles(repository, { "modules/hooks-house/index.mjs": moduleCode("hooks-house", "second") });
    const second = commitAll(repository);
    assert.is((await store.get("house")).commit, first);
    assert.equal((await store.refresh("house", { isDry: true })).isChanged, true);
    assert.is((await store.get("house")).commit, first, "a dry run only tells");
    const { collection, isChanged } = await store.refresh("house");
    assert.equal([collection.commit, isChanged], [second, true]);
    assert.match((await store.find("hooks-house"))?.reason ?? "", /not trusted/);
    assert.is(await stat(join(collection.path, "ran")).catch(() => "nothing was run"), "nothing was run");

    await store.remove("house");
    assert.equal(await store.list(), []);
    assert.is(await kindOf(store.remove("house")), "collection-not-found");
  });
});

test("a name is taken once, and a module that two collections have is refused by name", async () => {
  await inStore(async (store, at) => {
    const files = { "modules/hooks-both/index.mjs": moduleCode("hooks-both", "x") };
    await writeFiles(join(at, "one"), {
      ...files,
      "pyproject.toml": '[project]\nname = "same" # as the other\n[tool.x]\nname = "no"\n',
    });
    await writeFiles(join(at, "two"), { ...files, "package.json": '{"name": "same"}' });
    await store.add({ source: "./one", cwd: at, trustCode: true });
    assert.is(await kindOf(store.add({ source: "./two", cwd: at })), "collection-exists");
    await store.add({ source: "./two", cwd: at, name: "other", trustCode: true });
    assert.equal(
      (await store.list()).map(({ name }) => name),
      ["other", "same"],
    );
    assert.match((await store.find("hooks-both"))?.reason ?? "", /other and same both have it/);
  });
});

test("a folder is used in place, and its code is trusted as it was", async () => {
  await inStore(async (store, at) => {
    await writeFiles(join(at, "mine"), { "modules/hooks-m/index.mjs": moduleCode("hooks-m", "x") });
    await store.add({ source: "./mine", cwd: at, trustCode: true });
    assert.is((await store.find("hooks-m"))?.reason, undefined);
    await writeFiles(join(at, "mine"), { "modules/hooks-m/index.mjs": moduleCode("hooks-m", "changed") });
    assert.match((await store.find("hooks-m"))?.reason ?? "", /not trusted/);
  });
});

test("what is none gets a reason", async () => {
  await inStore(async (store, at) => {
    for (const source of ["./none", "a-package", `git+file://${at}/none`]) {
      assert.is(await kindOf(store.add({ source, cwd: at })), "collection-unavailable", source);
    }
    await writeFiles(join(at, "bad"), { "collection.yaml": "name: ../up\n" });
    assert.is(await kindOf(store.add({ source: "./bad", cwd: at })), "collection-unavailable");
  });
});

test.run();
