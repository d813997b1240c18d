/** All the profiles of a workspace are found and can be trusted, also where a process may have few files open. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtProgram, isolatedHome } from "../../../support/isolated-home.ts";
import { suite } from "../../../support/suite.ts";
import { fileOf } from "../profiles/profile-scene.ts";

const test = suite("each of many profiles can be trusted");
const PROFILES = 600;
const MAX_OPEN_FILES = 128;

test("with few files that may be open", () => {
  const { directory, env, remove } = isolatedHome();
  try {
    const workspace = join(directory, "workspace");
    const profiles = join(workspace, ".ampd", "profiles");
    mkdirSync(profiles, { recursive: true });
    for (let index = 0; index < PROFILES; index += 1)
      writeFileSync(join(profiles, `p${index}.md`), fileOf("tools: []"));
    const run = (...args: string[]): string => {
      const limited = ["-c", `ulimit -n ${MAX_OPEN_FILES} && exec "$@"`, "sh", process.execPath, builtProgram("ampd")];
      const { stdout, stderr } = spawnSync("/bin/sh", [...limited, ...args], { cwd: workspace, env, encoding: "utf8" });
      assert.is(stderr, "");
      return stdout;
    };
    run("trust", "--yes");
    const listed = run("profile", "list");
    assert.is(listed.match(/^ +p\d+ +project/gm)?.length, PROFILES);
    assert.not.match(listed, "not trusted");
  } finally {
    remove();
  }
});

test.run();
