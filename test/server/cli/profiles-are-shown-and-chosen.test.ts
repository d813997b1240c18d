/** `ampd profile` as a person uses it: what there is, what one is made of, and which one sessions get. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("profiles on the command line");

test("one is shown, chosen for this project, told as the current one, and given up again", () => {
  const { directory, env, remove } = isolatedHome();
  try {
    const workspace = join(directory, "workspace");
    const profiles = join(directory, "ampd/config/profiles");
    for (const folder of [workspace, profiles]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(profiles, "mine.md"), "---\nname: mine\ndescription: My own\nextends: demo\n---\n");
    const run = (...args: string[]) => {
      const options = { cwd: workspace, env, encoding: "utf8" as const };
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [builtProgram("ampd"), "profile", ...args],
        options,
      );
      return { code: status, out: stdout, err: stderr };
    };
    assert.match(run("show", "mine").out, /^mine \(user, .*mine\.md\): My own\ndemo \(built-in, built-in:demo\): /);
    assert.is(JSON.parse(run("show", "mine", "--resolved").out).providers[0].module, "provider-mock");
    assert.match(run("current").out, /^\w+ \(nobody chose one\)/);
    const wrong = run("use", "mein");
    assert.is(wrong.code, 1);
    assert.match(wrong.err, /did you mean mine\?/);
    assert.match(run("use", "mine").out, /settings\.local\.yaml\nSessions get mine now \(local, .*:1\)/);
    assert.match(run("current").out, /^mine \(local, /);
    assert.match(run("list").out, /^\* mine +user +My own$/m);
    assert.match(run("reset").out, /Sessions get \w+ now \(nobody chose one\)/);
  } finally {
    remove();
  }
});

test.run();
