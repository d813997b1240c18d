import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";
import { CATEGORIES } from "./hostile-lines.ts";

const test = suite("hostile command lines");
const rules = ["ls*", "echo*", "git status", "cat*"].map((command) => ({ command, effect: "allow" }));

/** What the loop of the model may be talked into, and what a person would have to see first. */
for (const { name, allowed, lines } of CATEGORIES) {
  test(`${name}: none of ${lines.length} lines runs without a question`, async () => {
    const fixture = await approvalFixture({
      config: { rules: allowed.map((command) => ({ command, effect: "allow" })) },
    });
    try {
      writeFileSync(join(fixture.stateDir, "outside"), "");
      symlinkSync(join(fixture.stateDir, "outside"), join(fixture.workingDir, "link"));
      const through: string[] = [];
      for (const line of lines) if ((await fixture.fate(line)) === "ran") through.push(line);
      assert.equal(through, []);
      assert.equal(fixture.calls, [], "nothing ran, not even what was asked for and denied");
    } finally {
      await fixture.close();
    }
  });
}

test("the table is whole: each category has its lines, and no line is there twice", () => {
  for (const { name, lines } of CATEGORIES) {
    assert.ok(lines.length >= 8, `${name} has ${lines.length}`);
    assert.is(new Set(lines).size, lines.length, name);
  }
  const count = CATEGORIES.reduce((sum, { lines }) => sum + lines.length, 0);
  assert.ok(count >= 450, `${count} lines`);
});

const INNOCENT = [
  "ls",
  "ls -la",
  "'ls' \"-l\" a\\ b",
  "echo 'a; rm x'",
  'echo "a | rm x"',
  "echo $HOME *.ts {a,b}",
  "git status",
  "git 'status'",
  "cat a b | cat",
  "ls 2>/dev/null",
  "ls >/dev/null 2>&1",
  "cat < f",
  "cat <<'E'\n$(rm x)\nE",
  "cat <<E\n$x\nE",
  "if ls; then echo yes; else echo no; fi",
  "for i in a b; do echo $i; done",
  "timeout 5 ls",
  "env LANG=C ls",
  "NO_COLOR=1 ls",
  "x=1; echo $x",
  "bash -c 'ls; echo x'",
  "eval 'ls -l'",
  "ls | xargs cat",
  "(ls; cat x) && { echo y; }",
  "echo $(ls)",
  "echo a#b # rm x",
  "ls \\\n  -l",
  "time ls",
  "! ls",
];

for (const line of INNOCENT) {
  test(`${JSON.stringify(line)} runs without a question`, async () => {
    const fixture = await approvalFixture({ config: { rules } });
    try {
      assert.is(await fixture.fate(line), "ran");
    } finally {
      await fixture.close();
    }
  });
}

test.run();
