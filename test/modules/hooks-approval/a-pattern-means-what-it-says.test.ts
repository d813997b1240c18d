import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { covers, mentions, parseCommandPattern, touches } from "../../../modules/hooks-approval/command-pattern.ts";
import { parsePathPattern, quotePath } from "../../../modules/hooks-approval/path-pattern.ts";
import type { SimpleCommand } from "../../../modules/lib/shell-command/index.ts";
import { suite } from "../../support/suite.ts";

const test = suite("patterns");

/** The base is `/base/dir`, which is not there; `.` stands for it. */
const PATHS: readonly [pattern: string, matching: readonly string[], others: readonly string[]][] = [
  ["a/b", ["./a/b"], ["./a", "./a/b/c", "./a/B", "./x/a/b"]],
  ["a/*", ["./a/b", "./a/.b"], ["./a", "./a/b/c"]],
  ["a/**", ["./a", "./a/b", "./a/b/c"], ["./ab", "./b/a"]],
  ["a/**/b", ["./a/b", "./a/x/b", "./a/x/y/b"], ["./a/xb", "./a/b/c"]],
  ["**/b", ["./b", "./a/b"], ["./ab", "/b"]],
  ["a/?", ["./a/b"], ["./a/", "./a/bc", "./a//"]],
  ["a/?/b", ["./a/x/b"], ["./a///b"]],
  ["a?b", ["./axb"], ["./a/b"]],
  ["a.b/*.c", ["./a.b/x.c"], ["./axb/x.c", "./a.b/xyc"]],
  ["a+(b)[c]/*", ["./a+(b)[c]/x"], ["./aab/x"]],
  ["a\\*b/*", ["./a*b/x"], ["./axb/x", "./a\\*b/x"]],
  ["a\\*b", ["./a*b"], ["./axb"]],
  ["a\\?", ["./a?"], ["./ab"]],
  ["a/\\*", ["./a/*"], ["./a/b"]],
  ["x\\\\y", ["./x\\y"], ["./xy"]],
  ["/*", ["/a"], ["/a/b", "./a"]],
  ["/**", ["/a", "/a/b", "./a"], []],
  ["/a/**", ["/a", "/a/b"], ["/ab", "./a"]],
  ["../*", ["/base/a"], ["./a"]],
  ["*", ["./a"], ["./a/b", "/a"]],
];

for (const [pattern, matching, others] of PATHS) {
  test(`the path pattern ${pattern}`, async () => {
    const { matches } = await parsePathPattern(pattern, "/base/dir");
    const look = (path: string): boolean => matches(path.replace(/^\./, "/base/dir"), { ignoresCase: false });
    assert.equal(
      matching.filter((path) => !look(path)),
      [],
      "they match",
    );
    assert.equal(others.filter(look), [], "they do not");
  });
}

test("a path is matched by its quoted form, and nothing else is", async () => {
  for (const path of ["/base/a*b", "/base/a?b", "/base/a\\b", "/base/a\\*b", "/base/[a]{b}", "/base/**"]) {
    const { matches } = await parsePathPattern(quotePath(path), "/");
    assert.ok(matches(path, { ignoresCase: false }), path);
    assert.not.ok(matches("/base/axb", { ignoresCase: false }), path);
  }
});

test("what a pattern matches lies below the folders on its way, and not beside them", async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ampd-pattern-")));
  try {
    mkdirSync(join(root, "a", "b"), { recursive: true });
    const { liesBelow } = await parsePathPattern("a/b/**", root);
    for (const folder of ["/", root, join(root, "a")]) assert.ok(liesBelow(folder), folder);
    for (const folder of [join(root, "a", "b"), join(root, "x"), join(root, "a", "bc")])
      assert.not.ok(liesBelow(folder));
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** A word that begins with `$` is not literal. */
function commandOf(line: string): SimpleCommand {
  const argv = line.split(" ").map((text) => ({ text, isLiteral: !text.startsWith("$") }));
  return { argv, assignments: [], redirections: [], isTransparent: false };
}

const COVERED: readonly [pattern: string, covered: readonly string[], others: readonly string[]][] = [
  ["ls*", ["ls", "ls -l", "ls $x"], ["lsof", "LS", "$ls"]],
  ["ls *", ["ls", "ls a b"], ["lsof"]],
  ["ls", ["ls"], ["ls -l"]],
  ["git log*", ["git log", "git log -1", "git logx"], ["git $log", "git", "git status"]],
  ["npm run test:*", ["npm run test:a", "npm run test:a $x"], ["npm run build", "npm run", "npm run $test:a"]],
  ["git * x", ["git a x"], ["git a b x", "git x", "git $a x", "git a x y"]],
  ["'a*' b", ["a* b"], ["ax b"]],
  ["a '*'", ["a *"], ["a b", "a"]],
  ["*", ["a", "a b"], ["$a"]],
  ["a.b", ["a.b"], ["axb"]],
];
for (const [pattern, covered, others] of COVERED) {
  test(`the command pattern ${pattern} covers`, () => {
    const look = (line: string): boolean => covers(parseCommandPattern(pattern), commandOf(line));
    assert.equal(
      covered.filter((line) => !look(line)),
      [],
      "they are covered",
    );
    assert.equal(others.filter(look), [], "they are not");
  });
}

const TOUCHED: readonly [pattern: string, line: string, match: "yes" | "maybe" | "no"][] = [
  ["git push", "git -C x push --force", "yes"],
  ["git push", "/usr/bin/GIT push", "yes"],
  ["git push", "git pull", "no"],
  ["git push", "git $x", "maybe"],
  ["git push", "echo git push", "no"],
  ["git push origin", "git origin push", "no"],
  ["git push origin", "git push $x", "maybe"],
  ["/opt/bin/x", "/opt/bin/x a", "yes"],
  ["rm *", "rm", "yes"],
];
for (const [pattern, line, match] of TOUCHED) {
  test(`${pattern} touches ${line}: ${match}`, () => {
    assert.is(touches(parseCommandPattern(pattern), commandOf(line)), match);
  });
}

const MENTIONED: readonly [pattern: string, text: string, isMentioned: boolean][] = [
  ["rm*", "echo 'x; r''m y", true],
  ["rm*", "echo farm", false],
  ["rm*", "RM y", true],
  ["rm -r*", "rm x", false],
  ["git push", "git 'pu''sh", true],
  ["*", "anything", true],
];
for (const [pattern, text, isMentioned] of MENTIONED) {
  test(`${pattern} is ${isMentioned ? "" : "not "}mentioned in ${text}`, () => {
    assert.is(mentions(parseCommandPattern(pattern), text), isMentioned);
  });
}

test.run();
