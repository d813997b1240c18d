import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("hostile command lines");
const rules = ["ls*", "echo*", "git status", "cat*"].map((command) => ({ command, effect: "allow" }));

/** None of these may run without a question. */
const HOSTILE = [
  // Lists, pipelines, background, newlines.
  "echo x; rm -rf y",
  "echo x;rm -rf y",
  "ls && rm x",
  "ls || rm x",
  "ls | rm x",
  "ls |& rm x",
  "ls & rm x",
  "ls\nrm x",
  "ls \\\n; rm x",
  "ls #\nrm x",
  "ls; # ;\n rm x",
  "! rm x",
  "time rm x",
  "ls;;rm x",
  "rm x",
  "rm x # ls",
  "ls\\\nattr -d x",
  // Substitutions.
  "echo $(rm x)",
  'echo "$(rm x)"',
  "echo `rm x`",
  'echo "a `rm x` b"',
  "echo $(echo $(rm x))",
  "echo ${x:-$(rm x)}",
  'echo "${x:-`rm x`}"',
  "echo ${x:=$(rm x)}",
  "echo ${x/a/$(rm x)}",
  "echo ${x[$(rm x)]}",
  "echo $((1+$(rm x)))",
  "echo $[$(rm x)]",
  "cat <(rm x)",
  "cat < <(rm x)",
  "echo > >(rm x)",
  "echo ${ rm x; }",
  "ls $(</etc/passwd)`rm x`",
  'cat <<< "$(rm x)"',
  "cat <<E\n$(rm x)\nE",
  "cat <<E\n`rm x`\nE",
  "cat <<E\na\nE\nrm x",
  "cat <<'E'\na\nE\nrm x",
  "cat <<-E\n\ta\n\tE\n rm x",
  "cat <<E; rm x\na\nE",
  'echo "$(cat <<E\nE\nrm x)"',
  "cat <<E\n${x:-'$(rm x)'}\nE",
  // Values that bash evaluates as code.
  "x='a[$(rm x)]'; echo $((x))",
  "x='a[$(rm x)]'; echo ${y[x]}",
  "x='a[$(rm x)]'; echo ${!x}",
  "x='$(rm x)'; echo ${x@P}",
  "x='a[$(rm x)]'; ((x))",
  "x='a[$(rm x)]'; [[ x -eq 1 ]] && ls",
  "x='a[$(rm x)]'; echo ${z:x}",
  "echo 1 >& 'a$(rm x)'",
  // Compound commands and functions.
  "(rm x)",
  "{ rm x; }",
  "if ls; then rm x; fi",
  "if rm x; then ls; fi",
  "while rm x; do ls; done",
  "for i in 1; do rm $i; done",
  "for i in $(rm x); do ls; done",
  "for ((;;)); do rm x; done",
  "case x in x) rm x;; esac",
  "case $(rm x) in *) ls;; esac",
  "select x in a; do rm x; done",
  "ls() { rm x; }; ls",
  "function echo { rm x; }; echo",
  "[[ -n $(rm x) ]] && ls",
  "coproc rm x",
  // Names that are not what they seem.
  "$(echo rm) x",
  "x=rm; $x y",
  "l$'s'x",
  "{rm,x}",
  "r''m x",
  "/tmp/ls",
  "./ls",
  "../ls -l",
  "~/ls",
  "/bin/../tmp/ls",
  "lsof",
  "ls-evil",
  "echox",
  "cat\\;rm x",
  "LS",
  "l?",
  "/bin/l[s]",
  "git  status -s",
  "git -C /tmp/evil status",
  "git status; rm x",
  "git status .",
  "git 'status;rm x'",
  // Wrappers.
  "bash -c 'rm x'",
  "bash -c 'ls; rm x'",
  "sh -c 'ls; rm x'",
  "sh -c \"echo \\$'\\\\'; rm x; echo '\"",
  'bash -c "$x"',
  "bash x.sh",
  "echo x | bash",
  "eval 'rm x'",
  "eval ls\\;rm x",
  'eval "$x"',
  "env rm x",
  "env -S 'rm x'",
  "env -i PATH=/tmp ls",
  "command rm x",
  "builtin eval 'rm x'",
  "exec rm x",
  "nohup rm x",
  "timeout 5 rm x",
  "timeout $(rm x) ls",
  "nice -n 5 rm x",
  "sudo ls",
  "xargs rm < f",
  "ls | xargs rm",
  "ls | xargs sh -c",
  "ls | xargs -I{} rm {}",
  "find . -exec rm {} ;",
  "find . -exec rm {} \\;",
  "find . -delete",
  "find . -exec ls {} \\; -exec rm {} +",
  "trap 'rm x' EXIT; ls",
  "git -c alias.status='!rm x' status",
  "git -c core.fsmonitor='rm x' status",
  "git -c core.pager='rm x' status",
  "git --exec-path=/tmp status",
  "alias ls='rm x'",
  "shopt -s expand_aliases\nalias ls=rm\nls x",
  ". ./x",
  "source x",
  "/tmp/env ls",
  // Variables.
  "PATH=/tmp ls",
  "PATH=/tmp; ls",
  "export PATH=/tmp; ls",
  "LD_PRELOAD=/tmp/x.so ls",
  "IFS=x ls",
  "BASH_ENV=/tmp/x bash -c ls",
  "GIT_DIR=/tmp git status",
  "GIT_SSH_COMMAND='rm x' git status",
  "PAGER='rm x' git status",
  "for PATH in /tmp; do ls; done",
  "echo ${PATH:=/tmp}; ls",
  "{PATH}>/dev/null ls",
  "read PATH < f; ls",
  "printf -v PATH /tmp; ls",
  "ENV=/tmp/x ls",
  "npm_config_script_shell=/tmp/x ls",
  "http_proxy=http://x ls",
  "x=1 ls",
  "npm_config_x=1; ls",
  "ls (\nrm x",
  // Redirections.
  "echo x > f",
  "echo x >> ~/.bashrc",
  "echo x >| f",
  "echo x &> f",
  "ls 2> f",
  "> f",
  "echo x > $HOME/.bashrc",
  "echo x > link",
  "echo x <> f",
  "{ ls; } > f",
  "cat < /dev/tcp/127.0.0.1/80",
  "echo x > /dev/tcp/127.0.0.1/80",
  'echo x > "~/f"',
  // Look-alikes and characters that hide.
  "ls\u00a0; rm x",
  "ls\u2003x",
  "ls \u200b",
  "ls \u202e x",
  "echo \u2018x\u2019",
  "echo \uff1b rm x",
  "ls\r\nrm x",
  "ls\rrm x",
  "ls\u0000rm",
  "ls\u001b[2K",
  "ls \ud800",
  // What does not parse.
  "echo 'x",
  'echo "x',
  "echo $(ls",
  "cat <<E\nx",
  "ls )",
  "if ls",
  "",
  "   ",
  "# ls",
  "ls !(x)",
];

for (const line of HOSTILE) {
  test(JSON.stringify(line), async () => {
    const fixture = await approvalFixture({ config: { rules } });
    try {
      writeFileSync(join(fixture.stateDir, "outside"), "");
      symlinkSync(join(fixture.stateDir, "outside"), join(fixture.workingDir, "link"));
      assert.is(await fixture.fate(line), "asked");
      assert.equal(fixture.calls, []);
    } finally {
      await fixture.close();
    }
  });
}

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
