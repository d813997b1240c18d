import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";
import { CATEGORIES } from "./hostile-lines.ts";
import { OPTION_CATEGORIES } from "./hostile-options.ts";

const test = suite("hostile command lines");
const ALL = [...CATEGORIES, ...OPTION_CATEGORIES];
const rules = ["ls*", "echo*", "git status", "cat*"].map((command) => ({ command, effect: "allow" }));

/** What the loop of the model may be talked into, and what a person would have to see first. */
for (const { name, allowed, lines } of ALL) {
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
  for (const { name, lines } of ALL) {
    assert.ok(lines.length >= 8, `${name} has ${lines.length}`);
    assert.is(new Set(lines).size, lines.length, name);
  }
  const count = ALL.reduce((sum, { lines }) => sum + lines.length, 0);
  assert.ok(count >= 1000, `${count} lines`);
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

const TOOLS =
  "awk cargo curl fd gh git go ip make npm openssl pnpm psql sed set sqlite3 tar uniq unset xxd yq cd ps cat";
/** With these programs people work all day: what only reads, edits what passes by, or runs what was allowed is not asked for. */
const DAILY = String.raw`
  sed -n '1,20p' f
  sed -n 10,20p f
  sed 's/a/b/' f
  sed 's/a/b/g;s/c/d/' f
  sed -e 's/a/b/' -e 's/c/d/' f
  sed -E 's/([a-z]+)-(\d+)/\2-\1/g' f
  sed 's/[^a-z]//g' f
  sed 's|/usr/local|/opt|g' f
  sed 's#a#b#2gI' f
  sed -n '/start/,/end/p' f
  sed -n '/start/,/end/{/end/!p}' f
  sed '/^$/d' f
  sed '1d;$d' f
  sed '$!d' f
  sed '/^#/d;/^\s*$/d' f
  sed -n '$=' f
  sed '1!G;h;$!d' f
  sed -n '2{p;q}' f
  sed '5q' f
  sed -n 'x;n;p' f
  sed ':a;N;$!ba;s/\n/ /g' f
  sed 'y/abc/xyz/' f
  sed '1i hello world' f
  sed '$a foo; bar' f
  sed -n 's/^version = "\(.*\)"/\1/p' f
  sed 's/[[:space:]]*$//' f
  sed 's/[\/]/x/' f
  sed '0,/x/s//y/' f
  sed '1~2d' f
  sed '/a/,+3d' f
  sed '\|/usr|d' f
  sed -n '/[0-9]\{3\}/p' f
  sed 's/\x27/"/g' f
  sed -nE '/a|b/p' -- f
  sed --quiet --expression='p' f
  sed --version
  sed -n '/x/I,/y/Ip' f
  sed 's/a/b/;# comment' f
  sed = f
  sed -z 's/\n/,/g' f
  awk '{print $1}' f
  awk -F: '{print $1}' /etc/passwd
  awk -F , -v x=1 '{ s += $x } END { print s }' f
  awk 'NR==1' f
  awk --version
  go test -count=1 ./...
  go test -run TestFoo ./...
  go build ./...
  go build -ldflags '-X main.version=1 -s -w' ./...
  go vet ./...
  npm test -- --config jest.config.js
  npm run build
  npm test --workspace a
  npm ci
  pnpm test
  git clone -b main https://x y
  git log --oneline -5
  git log -- a b
  git checkout -- f
  git diff HEAD~1 -- src
  git grep -n foo
  git grep -ne foo
  git archive HEAD
  git remote -v
  git add -A
  git commit -m 'x: y'
  uniq f
  uniq -c f
  xxd f
  tar xzf x.tgz
  tar -czf x.tgz dir
  tar tvf x.tar
  curl -sSfL https://x
  curl -s -H 'accept: x' https://u
  set -euo pipefail
  set -e
  set +x
  set -- a b
  unset foo
  cargo test
  cargo test --workspace --all-features
  cargo build --release
  psql -c 'select 1'
  psql -At -U me -c '\d x'
  sqlite3 x.db 'select 1'
  sqlite3 x.db .tables
  ip -br a
  ip addr
  openssl x509 -in x -noout -text
  fd foo src
  yq .x f
  gh pr list --limit 5
  make test
  make -j4
  cd sub && npm test
  ps aux
  ps -ef
  cat /proc/cpuinfo /etc/hosts src/proc/x.ts ./proc/x *.md
  cd sub && git status
  cd .. && fd x
`;

test("daily work with the programs that have such options runs without a question", async () => {
  const allow = TOOLS.split(" ").map((name) => ({ command: `${name} *`, effect: "allow" }));
  const fixture = await approvalFixture({ config: { rules: allow } });
  try {
    const lines = DAILY.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
    const asked: string[] = [];
    for (const line of [...lines, "sed 'p\np' f", "sed '/a/{\ns/x/y/\n}' f", "sed 'a b\np' f"]) {
      if ((await fixture.fate(line)) !== "ran") asked.push(line);
    }
    assert.equal(asked, []);
  } finally {
    await fixture.close();
  }
});

test.run();
