/** Sources as people paste them, repositories that do not answer, and installations that fail. */
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { addCollection } from "../../../../server/plan/collections/add-collection.ts";
import { CollectionStore } from "../../../../server/plan/collections/collection-store.ts";
import { directoriesOf } from "../../../../server/store/directories.ts";
import { writeFiles } from "../../../support/module-code.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("what keeps a collection out");

const ROWS: readonly (readonly [source: string, told: RegExp])[] = [
  ["https://example.test/o/r", /did you mean git\+https:\/\/example\.test\/o\/r\?/],
  ["example.test/o/r", /did you mean git\+https:\/\/example\.test\/o\/r\?/],
  ["git@example.test:o/r.git", /did you mean git\+ssh:\/\/git@example\.test\/o\/r\.git\?/],
  ["some-package", /a collection is a folder, or git\+https:/],
  ["./none", /there is no folder .*none/],
];

async function inStore(
  body: (store: CollectionStore, at: string, environment: NodeJS.ProcessEnv) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (at) => {
    const PATH = `${at}/bin:${process.env.PATH}`;
    const environment = { AMPD_HOME: join(at, "ampd"), HOME: at, PATH };
    await body(new CollectionStore(directoriesOf(environment), environment), at, environment);
  });
}

for (const [source, told] of ROWS) {
  test(source, async () => {
    await inStore(async (store, cwd) => {
      assert.match(await store.add({ source, cwd }).then(() => "added", String), told);
      assert.equal(await store.list(), []);
    });
  });
}

test("a repository that is not there: what git says, and not its last line alone", async () => {
  await inStore(async (store, at) => {
    const told = await store.add({ source: `git+file://${at}/none`, cwd: at }).then(() => "added", String);
    assert.match(told, /none' does not appear to be a git repository/);
  });
});

test("where npm fails, the collection is not there either", async () => {
  await inStore(async (store, at, environment) => {
    await writeFiles(at, {
      "bin/npm": "#!/bin/sh\necho nothing to be had >&2\nexit 1\n",
      "tools/modules/hooks-x/package.json": '{"dependencies": {"x": "1.0.0"}}',
    });
    await chmod(join(at, "bin/npm"), 0o755);
    const request = { source: "./tools", cwd: at, installs: true };
    assert.match(await addCollection(store, request, environment).then(() => "added", String), /nothing to be had/);
    assert.equal(await store.list(), []);
    assert.ok((await stat(join(at, "tools"))).isDirectory(), "a folder of the user's stays");
  });
});

test("trust in a folder covers what was installed into it with the same word", async () => {
  await inStore(async (store, at, environment) => {
    await writeFiles(at, {
      "bin/npm": "#!/bin/sh\nmkdir -p node_modules/x && echo 1 > node_modules/x/index.js\n",
      "tools/modules/hooks-x/package.json": '{"dependencies": {"x": "1.0.0"}}',
      "tools/modules/hooks-x/index.js": "export {};\n",
    });
    await chmod(join(at, "bin/npm"), 0o755);
    await addCollection(store, { source: "./tools", cwd: at, installs: true, trustCode: true }, environment);
    assert.is((await store.find("hooks-x"))?.reason, undefined);
  });
});

test.run();
