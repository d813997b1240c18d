import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("tree");
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
});
const files = listed.split("\n").filter((path) => path !== "" && !path.startsWith("test/house/nothing-names"));

/** Words that would tie the tree to one machine or one registry. */
const FORBIDDEN: readonly RegExp[] = [/(^|[^A-Za-z0-9_.])\/(work|farm)\//, /registry\.npmjs\.org/, /deb\.debian\.org/];

test("no file has a machine's path or a registry's host in it", () => {
  const found = files.flatMap((path) => {
    const text = readIfThere(path);
    return FORBIDDEN.filter((pattern) => pattern.test(text)).map((pattern) => `${path}: ${pattern}`);
  });
  assert.equal(found, []);
});

function readIfThere(path: string): string {
  try {
    return readFileSync(join(ROOT, path), "utf8");
  } catch {
    return "";
  }
}

test.run();
