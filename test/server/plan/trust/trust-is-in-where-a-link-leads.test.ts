/** A link is trusted with what it leads to: other code behind it waits again, as the loader would follow it. */
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { inSettingsScene, PROJECT, type SettingsScene } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("trust is in where a link leads");
const MODULE = ".ampd/modules/tool-x";
const OWN = `workspace/${MODULE}/index.js`;

const waiting = async ({ service, workspace }: SettingsScene): Promise<readonly string[]> =>
  (await service.read(workspace)).items.filter(({ isTrusted }) => !isTrusted).map(({ file }) => file);

interface Row {
  readonly files: Readonly<Record<string, string>>;
  readonly link: string;
  readonly target: string;
  readonly code: string;
  readonly waits: string;
}

const ROWS: Readonly<Record<string, Row>> = {
  "a module's folder": { files: {}, link: MODULE, target: "../../tools/x", code: "tools/x/index.js", waits: MODULE },
  "a source of the settings": {
    files: { [PROJECT]: "sources: {tool-x: ./linked}" },
    link: "linked",
    target: "tools/x",
    code: "tools/x/index.js",
    waits: ".ampd/settings.yaml",
  },
  "a file in a module": {
    files: { [OWN]: "" },
    link: `${MODULE}/more.js`,
    target: "../../../tools/more.js",
    code: "tools/more.js",
    waits: MODULE,
  },
  "a folder in a module": {
    files: { [OWN]: "" },
    link: `${MODULE}/more`,
    target: "../../../tools",
    code: "tools/deep/more.js",
    waits: MODULE,
  },
};

for (const [name, { files, link, target, code, waits }] of Object.entries(ROWS)) {
  test(`${name}: with other code behind the link it waits again`, async () => {
    await inSettingsScene({ ...files, [`workspace/${code}`]: "one" }, async (scene) => {
      await mkdir(dirname(join(scene.workspace, link)), { recursive: true });
      await symlink(target, join(scene.workspace, link));
      await scene.trust();
      assert.equal(await waiting(scene), []);
      await scene.write(`workspace/${code}`, "two");
      assert.equal(await waiting(scene), [waits]);
      await scene.write(`workspace/${code}`, "one");
      assert.equal(await waiting(scene), []);
    });
  });
}

test("a link that led nowhere waits when there is code behind it; one that leads back has an end", async () => {
  await inSettingsScene({ [OWN]: "" }, async (scene) => {
    const folder = join(scene.workspace, MODULE);
    await symlink("later.js", join(folder, "more.js"));
    await symlink("..", join(folder, "up"));
    await symlink("round", join(folder, "round"));
    await scene.trust();
    assert.equal(await waiting(scene), []);
    await writeFile(join(folder, "later.js"), "");
    assert.equal(await waiting(scene), [MODULE]);
    await rm(join(folder, "later.js"));
    assert.equal(await waiting(scene), []);
  });
});

/** What settings say, with a link outside the workspace that leads into it, and the code that runs. */
const FROM_OUTSIDE: Readonly<Record<string, readonly [says: (link: string) => string, code: string]>> = {
  "a source": [(link) => `sources: {tool-x: ${link}/x}`, "x/index.js"],
  "a program's argument": [(link) => `mcp_servers: {own: {command: node, args: [${link}/x.js]}}`, "x.js"],
  "a program's folder": [(link) => `mcp_servers: {own: {command: node, args: [x.js], cwd: ${link}/bin}}`, "bin/x.js"],
  "a way up behind a link": [(link) => `mcp_servers: {own: {command: sh, args: [${link}/../workspace/x.sh]}}`, "x.sh"],
};

for (const [name, [says, code]] of Object.entries(FROM_OUTSIDE)) {
  test(`${name}, named by way of a link that is outside, waits with other code`, async () => {
    await inSettingsScene({ [`workspace/${code}`]: "one" }, async (scene) => {
      const link = join(scene.home, "alias");
      await symlink(scene.workspace, link);
      await scene.write(PROJECT, says(link));
      await scene.trust();
      assert.equal(await waiting(scene), []);
      await scene.write(`workspace/${code}`, "two");
      assert.equal(await waiting(scene), [".ampd/settings.yaml"]);
    });
  });
}

test.run();
