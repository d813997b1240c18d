import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("settings and trust on the command line");

function inHome(
  body: (run: (...args: string[]) => { code: number | null; out: string; err: string }, at: string) => void,
): void {
  const home = isolatedHome();
  const workspace = join(home.directory, "workspace");
  mkdirSync(workspace);
  const run = (...args: string[]) => {
    const options = { cwd: workspace, env: home.env, encoding: "utf8" as const, timeout: 120_000 };
    const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram("ampd"), ...args], options);
    return { code: status, out: stdout, err: stderr };
  };
  try {
    body(run, home.directory);
  } finally {
    home.remove();
  }
}

test("a value is written, shown with its origin, and removed", () => {
  inHome((run, at) => {
    const file = join(at, "ampd/config/settings.yaml");
    assert.equal(run("settings", "set", "permissions.mode", "plan"), { code: 0, out: `${file}\n`, err: "" });
    assert.equal(run("settings", "get").out, `permissions.mode: "plan"  # user, ${file}:2\n`);
    assert.is(JSON.parse(run("settings", "get", "permissions", "--json").out).value.mode, "plan");
    assert.is(statSync(join(at, "ampd/config")).mode & 0o777, 0o700);
    const wrong = run("settings", "set", "permissions.mod", "plan");
    assert.is(wrong.code, 1);
    assert.match(wrong.err, /did you mean mode\?/);
    run("settings", "unset", "permissions.mode");
    assert.not.match(readFileSync(file, "utf8"), /mode/);
    assert.is(run("settings", "get", "permissions.mode").code, 1, "nothing is set");
  });
});

test("trust shows what waits, needs a yes, and can be taken back", () => {
  inHome((run, at) => {
    const root = join(at, "workspace");
    mkdirSync(join(root, ".ampd"));
    writeFileSync(join(root, ".ampd/settings.yaml"), "sources: { x: ./x.mjs }\n");
    const unasked = run("trust");
    assert.is(unasked.code, 1);
    assert.match(unasked.out, /untrusted\n {2}waits {4}\.ampd\/settings\.yaml: sources\.x \(it loads code\)/);
    assert.match(unasked.err, /ampd trust --yes/);
    assert.is(run("trust", "--yes").code, 0);
    assert.match(run("trust", "--list").out, /: trusted\n {2}trusted {2}\.ampd/);
    assert.is(run("trust", "--remove", root).code, 0);
    assert.match(run("trust", "--list").out, /: untrusted\n {2}waits/);
  });
});

test.run();
