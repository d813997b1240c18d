import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { commitAll, moduleCode, writeFiles } from "../support/module-code.ts";
import { mockPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("sources over the wire");

const plan = (module: string): Json => mockPlan(["x"], { hooks: [{ module }] });

test("a workspace's module is loaded when it is trusted, and module/list says which layer won", async () => {
  await withServer({}, async (server) => {
    const { workspace } = server.home;
    await writeFiles(workspace, { ".ampd/modules/hooks-own/index.mjs": moduleCode("hooks-own", "ours") });
    const create = (): Promise<Json> =>
      server.call("session/create", { mountPlan: plan("hooks-own"), ephemeral: true });
    const before = (await create()) as { mounted: Json[]; warnings: Json[] };
    assert.equal(
      before.warnings.map(({ kind }) => kind),
      ["untrusted-workspace", "module-load-failed"],
    );
    assert.match(String(before.warnings[1]?.message), /workspace: \.ampd\/modules\/hooks-own is not trusted/);
    await server.call("workspace/trust", { action: "trust" });
    const after = (await create()) as { sessionId: string; mounted: Json[]; warnings: Json[] };
    assert.equal(after.warnings, []);
    const path = join(workspace, ".ampd/modules/hooks-own/index.mjs");
    const own = after.mounted.find(({ module }) => module === "hooks-own");
    assert.equal([own?.layer, own?.source], ["workspace", path]);
    const { modules } = (await server.call("module/list", { sessionId: after.sessionId })) as { modules: Json[] };
    const listed = modules.find(({ module }) => module === "hooks-own");
    assert.equal([listed?.layer, listed?.description], ["workspace", "ours"]);
  });
});

test("a collection is added from a repository without running anything, listed, used when trusted, and removed", async () => {
  await withServer({}, async (server) => {
    const { root } = server.home;
    const repository = join(root, "tools");
    await writeFiles(repository, {
      "collection.yaml": "name: house\n",
      "profiles/quiet.md":
        "---\nprofile: { name: quiet, version: 1.0.0, description: Says little., extends: demo }\n---\n",
      "modules/hooks-house/index.mjs": moduleCode("hooks-house", "of the house"),
      "modules/hooks-house/package.json": JSON.stringify({
        dependencies: { dep: `file:${root}/dep` },
        main: "index.mjs",
      }),
    });
    await writeFiles(join(root, "dep"), {
      "package.json": '{"name":"dep","version":"1.0.0","scripts":{"install":"touch ran","postinstall":"touch ran"}}',
    });
    const commit = commitAll(repository);
    const params = { source: `git+file://${repository}`, installDependencies: true };
    const { collection } = (await server.call("collection/add", params)) as { collection: Json };
    assert.equal(
      [collection.name, collection.commit, collection.modules, collection.codeTrusted],
      ["house", commit, ["hooks-house"], false],
    );
    const installed = join(String(collection.path), "modules/hooks-house/node_modules/dep");
    assert.ok(await stat(installed));
    assert.is(await stat(join(root, "dep/ran")).catch(() => "not run"), "not run");
    assert.is((await server.failure("collection/add", params)).data.kind, "collection-exists");

    const refused = await server.call("session/create", { mountPlan: plan("hooks-house"), ephemeral: true });
    assert.match(JSON.stringify(refused.warnings), /ampd collection trust house/);
    await server.call("collection/remove", { name: "house" });
    await server.call("collection/add", { ...params, installDependencies: false, trustCode: true });
    const used = await server.call("session/create", { mountPlan: plan("hooks-house"), ephemeral: true });
    assert.equal(used.warnings, []);
    assert.is((used.mounted as Json[]).find(({ module }) => module === "hooks-house")?.layer, "collection");

    const { sessionId } = await server.call("session/create", { profile: "house:quiet", ephemeral: true });
    assert.ok(sessionId, "its profiles are found by its name");

    await mkdir(join(root, "folder/modules"), { recursive: true });
    await server.call("settings/set", { scope: "user", key: "collections", value: { mine: "../folder" } });
    const { collections } = (await server.call("collection/list")) as { collections: Json[] };
    assert.equal(
      collections.map(({ name, path }) => [name, path === join(root, "folder")]),
      [
        ["mine", true],
        ["house", false],
      ],
    );
    await server.call("collection/remove", { name: "house" });
    assert.is((await server.failure("collection/remove", { name: "house" })).data.kind, "collection-not-found");
  });
});

test.run();
