/** Files behind mentions: where they are looked for, what is left out, and where a workspace's files may not lead. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { contextBlock, type LoadedMentions, loadMentions } from "../../../../server/plan/mentions/load-mentions.ts";
import type { MentionRoots, Reach } from "../../../../server/plan/mentions/mention-roots.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a mention loads what it may reach");

interface Scene {
  readonly roots: MentionRoots;
  write(path: string, text: string): Promise<void>;
  load(text: string, reach?: Reach): Promise<LoadedMentions>;
}

async function inScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const top = await realpath(await mkdtemp(join(tmpdir(), "ampd-mentions-")));
  try {
    const [workspace, home, kit] = [join(top, "work"), join(top, "home"), join(top, "kit")];
    const roots = {
      cwd: workspace,
      workspace,
      home,
      user: [join(home, "conf")],
      project: [join(workspace, ".ampd")],
      collections: { kit },
    };
    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(dirname(join(top, path)), { recursive: true });
      await writeFile(join(top, path), text);
    };
    for (const path of ["work/a.md", "home/n.md", "home/conf/u.md", "work/.ampd/p.md", "kit/context/k.md"])
      await write(path, `text of ${path}`);
    const load = (text: string, reach: Reach = "everything"): Promise<LoadedMentions> =>
      loadMentions([{ text, directory: workspace, reach }], roots);
    await body({ roots, write, load });
  } finally {
    await rm(top, { recursive: true, force: true });
  }
}

const FOUND: readonly (readonly [string, string])[] = [
  ["@a.md", "work/a.md"],
  ["@./a", "work/a.md"],
  ["@~/n.md", "home/n.md"],
  ["@user:u", "home/conf/u.md"],
  ["@project:p.md", "work/.ampd/p.md"],
  ["@kit:k.md", "kit/context/k.md"],
  ["@kit:context/k.md", "kit/context/k.md"],
];
for (const [text, file] of FOUND) {
  test(`${text} is ${file}`, () =>
    inScene(async ({ load }) => {
      const { files } = await load(`Look at ${text}`);
      assert.equal(
        files.map(({ content }) => content),
        [`text of ${file}`],
      );
      assert.match(
        contextBlock(files),
        new RegExp(`^<context_file paths="${text.replaceAll(".", "\\.")} → .*">\ntext of`),
      );
    }));
}

for (const text of ["@~/n.md", "@user:u", "@/etc/hostname", "@../home/n.md", "@out.md"]) {
  test(`a workspace's own file does not lead to ${text}`, () =>
    inScene(async ({ roots, load }) => {
      await symlink(join(roots.home, "n.md"), join(roots.workspace, "out.md"));
      assert.equal((await load(`see ${text}`, "workspace")).files, []);
    }));
}

test("what is not there is no mention, and what cannot be used is told", () =>
  inScene(async ({ write, load }) => {
    await write("work/big.md", "x".repeat(300_000));
    await write("work/raw.bin", "a\0b");
    const { files, problems } = await load("@gone.md @big.md @raw.bin");
    assert.equal(files, []);
    assert.is(problems.length, 2);
    assert.match(problems.join("\n"), /big\.md: it has 300000 bytes[\s\S]*raw\.bin: it is not text/);
  }));

test("files mention files, down to the third, in a circle only once", () =>
  inScene(async ({ write, load }) => {
    await write("work/one.md", "1 @two.md");
    await write("work/two.md", "2 @three.md @one.md");
    await write("work/three.md", "3 @four.md");
    await write("work/four.md", "4");
    const { files } = await load("@one.md");
    assert.equal(
      files.map(({ content }) => content[0]),
      ["1", "2", "3"],
    );
  }));

test("the same content comes once, under all its names; a folder is a listing", () =>
  inScene(async ({ write, load }) => {
    await write("work/b.md", "text of work/a.md");
    await write("work/dir/inner/x", "x");
    const { files } = await load("@a.md @b.md @dir");
    assert.is(files.length, 2);
    assert.is(files[0]?.names.length, 2);
    assert.is(files[1]?.content, "inner/");
  }));

test.run();
