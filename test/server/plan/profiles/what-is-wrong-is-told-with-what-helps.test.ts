/** Files as people break them: what is told names the file, the line, and what to do. */
import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { compileProfile, profileLibrary } from "../../../../server/plan/profiles/compile-profile.ts";
import { readDocument } from "../../../../server/plan/profiles/read-document.ts";
import { inSettingsScene, USER } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("what is wrong with a profile");

const ROWS: readonly (readonly [what: string, text: string, told: RegExp])[] = [
  ["a tab", "---\nname: x\ntools:\n\t- tool-a\n---\n", /x\.md: line 4: .*indent with blanks/],
  ["an open bracket", "---\nname: x\ntools: [tool-a\n---\n", /x\.md: line 3: .*close the bracket/],
  [
    "a wrong indent",
    "---\nname: x\nsession:\n  context: a\n   x: b\n---\n",
    /x\.md: line 4: .*indentation of those beside/,
  ],
  ["an open quote", '---\nname: x\ndescription: "a\n---\n', /x\.md: line 3: .*close the quote/],
  ["a colon in a text", "---\nname: x\ndescription: a: b\n---\n", /x\.md: line 3: .*in quotes/],
  ["a key twice", "---\nname: x\nname: y\n---\n", /x\.md: line 3: .*keep one of them/],
  ["an alias of nothing", "---\nname: *x\n---\n", /x\.md: .*alias/],
  ["an alias within itself", "---\nname: x\ntools: &a [*a]\n---\n", /x\.md: .*alias/],
  ["no front matter", "Hello\n", /x\.md: it must begin with YAML between two lines of ---/],
  ["front matter without an end", "---\nname: x\n", /x\.md: .*the second one is missing/],
  ["another encoding", "\uFFFD\uFFFDn\0a\0m\0e\0", /x\.md: .*UTF-8; save it as that/],
  ["a key of a module", "---\nname: x\ntools: [{modul: tool-a}]\n---\n", /x\.md:3: tools\[0\]\.modul: .*mean module\?/],
  [
    "a key of a session",
    "---\nsession: {orchestrater: a}\n---\n",
    /x\.md:2: session\.orchestrater: .*mean orchestrator\?/,
  ],
  ["no list of modules", "---\nname: x\ntools: tool-a\n---\n", /x\.md:3: tools: it must be a list of modules/],
  [
    "an entry without a module",
    "---\nname: x\ntools:\n  - {id: a}\n---\n",
    /x\.md:4: tools\[0\]\.module: it is missing/,
  ],
  ["no module", "---\nname: x\ntools: [5]\n---\n", /x\.md:3: tools\[0\]: it must be a module's name, or/],
];

for (const [what, text, told] of ROWS) {
  test(what, async () => {
    for (const written of [text, `\uFEFF${text}`, text.replaceAll("\n", "\r\n")]) {
      const error = await readDocument(written, "x.md", "profile").then(() => "it was read", String);
      assert.match(error, told);
    }
  });
}

test("keys may be merged from an anchor, as Python's reader lets them", async () => {
  const text = "---\nbundle: {name: x}\ncommon: &a {config: {b: 1}}\ntools:\n  - module: tool-a\n    <<: *a\n---\n";
  const { plan, ignored } = await readDocument(text, "x.md", "profile");
  assert.equal(plan.tools, [{ module: "tool-a", config: { b: 1 } }]);
  assert.equal(ignored, ["common"]);
});

test("what is no file, and what leads nowhere, is listed with its reason and hides nothing", async () => {
  const folder = "home/ampd/config/profiles";
  await inSettingsScene({ [`${folder}/good.md`]: "---\nname: good\n---\n" }, async ({ service, workspace, home }) => {
    const directory = join(dirname(home), folder);
    await mkdir(join(directory, "dir.md"));
    await symlink("nowhere.md", join(directory, "dangling.md"));
    await symlink("loop.md", join(directory, "loop.md"));
    const sources = { environment: service.environment, settings: await service.read(workspace) };
    const listed = (await profileLibrary(sources).list()).filter(({ layer }) => layer === "user");
    assert.equal(
      listed.map(({ name, problem = "" }) => [name, problem.replace(/^.*\.md:? /, "")]),
      [
        ["dangling", "is gone, or a link that leads nowhere"],
        ["dir", "it is not a file"],
        ["good", ""],
        ["loop", "it cannot be read (ELOOP)"],
      ],
    );
  });
});

test("a collection that is not there is told as that, and one without the name with what it has", async () => {
  const files = {
    [USER]: "collections: {shelf: ../../shelf}\n",
    "home/shelf/profiles/one.md": "---\nname: one\n---\n",
  };
  await inSettingsScene(files, async ({ service, workspace }) => {
    const sources = { environment: service.environment, settings: await service.read(workspace) };
    const told = (name: string): Promise<string> => compileProfile(name, sources).then(() => "it is there", String);
    assert.match(await told("shelv:one"), /there is no collection "shelv"; did you mean shelf\?/);
    assert.match(
      await told("shelf:onee"),
      /no profile "shelf:onee"; did you mean shelf:one\? \(there are shelf:one; looked in/,
    );
  });
});

test.run();
