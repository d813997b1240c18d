import * as assert from "uvu/assert";
import { parseShellCommand, type SimpleCommand } from "../../../../modules/lib/shell-command/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("parsed lines");

/** Literal words in single quotes, others in <>; `=` before assignments, the operator before redirections, `!` opaque, `~` transparent. */
function show({ argv, assignments, redirections, opaque, isTransparent }: SimpleCommand): string {
  const words = argv.map(({ text, isLiteral }) => (isLiteral ? `'${text}'` : `<${text}>`));
  const sets = assignments.map(({ name, value }) => `=${name}:${value.isLiteral ? value.text : "?"}`);
  const files = redirections.map(
    ({ operator, target, isLiteral }) => `${operator}${isLiteral ? target : `<${target}>`}`,
  );
  return `${opaque === undefined ? "" : "!"}${isTransparent ? "~" : ""}${[...sets, ...words, ...files].join(" ")}`;
}

const ROWS: readonly [line: string, commands: string[]][] = [
  ["ls -l a\\ b 'c d' \"e\"", ["'ls' '-l' 'a b' 'c d' 'e'"]],
  ["a; b && c || d | e & f\ng", ["'a'", "'b'", "'c'", "'d'", "'e'", "'f'", "'g'"]],
  ["(a; { b; })", ["'a'", "'b'"]],
  ["a $(b `c`) <(d)", ["'a' <$(b `c`)> <<(d)>", "'b' <`c`>", "'c'", "'d'"]],
  ["f() { a; }; f", ["'a'", "'f'"]],
  ["if a; then b; elif c; then d; else e; fi", ["'a'", "'b'", "'c'", "'d'", "'e'"]],
  ["while a; do b; done; until c; do d; done", ["'a'", "'b'", "'c'", "'d'"]],
  ["for x in $(a); do b; done", ["=x:?", "'a'", "'b'"]],
  ["case $(a) in $(b)) c;; *) d;; esac", ["'a'", "'b'", "'c'", "'d'"]],
  ["A=1 b=$(c) d", ["=A:1 =b:? 'd'", "'c'"]],
  ["A=1", ["=A:1"]],
  ["export A=b", ["=A:b 'export' 'A=b'"]],
  ["a[1]=$(c)", ["=a:?", "'c'"]],
  ["x=(a $(b))", ["=x:?", "'b'"]],
  ["a >f 2>>'g h' <i 2>&1 &>j <<<k", ["'a' >f >>g h <i &>j"]],
  ["a > $x", ["'a' ><$x>"]],
  ["a > $(b)", ["'a' ><$(b)>", "'b'"]],
  ["{ a; } > f", [">f", "'a'"]],
  ["cat <<E\n$(a)\nE", ["'cat'", "'a'"]],
  ["cat <<'E'\n$(a)\nE", ["'cat'"]],
  ["a ${x:-$(b)} ${y:=c}", ["'a' <${x:-$(b)}> <${y:=c}>", "'b'", "=y:?"]],
  ["[[ -f $(a) ]] && b", ["'a'", "'b'"]],
  ["$x a", ["!<$x> 'a'"]],
  ['a ~/b ~c ~+ "~/d"', ["'a' '~/b' <~c> <~+> '~/d'"]],
  ["a *.ts {b,c} [d] e?", ["'a' <*.ts> <{b,c}> <[d]> <e?>"]],
  ["a $((1+2)) $((x))", ["'a' <$((1+2))> <$((x))>", "!"]],
  ["# nothing", []],
  ["", []],
  // Wrappers.
  ["env -i A=b c -d", ["~'env' '-i' 'A=b' 'c' '-d'", "=A:b 'c' '-d'"]],
  ["env -S 'a b'", ["!'env' '-S' 'a b'"]],
  ["env A=$x b", ["!'env' <A=$x> 'b'"]],
  ["/tmp/env a", ["'/tmp/env' 'a'", "'a'"]],
  ["/usr/bin/env a", ["~'/usr/bin/env' 'a'", "'a'"]],
  [
    "timeout -k 5 9 nice -n 3 nohup a b",
    [
      "~'timeout' '-k' '5' '9' 'nice' '-n' '3' 'nohup' 'a' 'b'",
      "~'nice' '-n' '3' 'nohup' 'a' 'b'",
      "~'nohup' 'a' 'b'",
      "'a' 'b'",
    ],
  ],
  ["command -v a", ["'command' '-v' 'a'"]],
  ["command a", ["~'command' 'a'", "'a'"]],
  ["sudo -u x a", ["'sudo' '-u' 'x' 'a'", "'a'"]],
  ["sudo -i", ["!'sudo' '-i'"]],
  ["xargs -0 -n1 a", ["~'xargs' '-0' '-n1' 'a'", "'a' <…>"]],
  ["xargs", ["'xargs'", "'echo' <…>"]],
  ["bash -c 'a; b'", ["~'bash' '-c' 'a; b'", "'a'", "'b'"]],
  ["bash -ec 'a'", ["~'bash' '-ec' 'a'", "'a'"]],
  ["bash -O extglob -c a", ["!'bash' '-O' 'extglob' '-c' 'a'"]],
  ['bash -c "$x"', ["!'bash' '-c' <\"$x\">"]],
  ["bash -c", ["~'bash' '-c'"]],
  ["bash a.sh", ["'bash' 'a.sh'"]],
  ["bash -c 'a )'", ["!'bash' '-c' 'a )'"]],
  ["sh -c 'a; b'", ["~'sh' '-c' 'a; b'", "'a'", "'b'"]],
  ["sh -c 'a $(b)'", ["!'sh' '-c' 'a $(b)'"]],
  ["eval a 'b; c'", ["~'eval' 'a' 'b; c'", "'a' 'b'", "'c'"]],
  ["trap 'a' EXIT", ["'trap' 'a' 'EXIT'", "'a'"]],
  [
    "find . -name '*.x' -exec a {} \\; -exec b {} +",
    ["'find' '.' '-name' '*.x' '-exec' 'a' '{}' ';' '-exec' 'b' '{}' '+'", "'a' <{}>", "'b' <{}>"],
  ],
  ["find . -delete", ["!'find' '.' '-delete'"]],
  ["find $x", ["!'find' <$x>"]],
  ["git log --oneline", ["'git' 'log' '--oneline'"]],
  ["git -c color.ui=never log", ["'git' '-c' 'color.ui=never' 'log'"]],
  ["git -c core.pager=a log", ["!'git' '-c' 'core.pager=a' 'log'"]],
  ["git -c alias.x='!a; b' x", ["!'git' '-c' 'alias.x=!a; b' 'x'", "'a'", "'b'"]],
  ["git fetch --upload-pack=a x", ["!'git' 'fetch' '--upload-pack=a' 'x'"]],
  ["git clone ext::sh x", ["!'git' 'clone' 'ext::sh' 'x'"]],
  ["git rebase -x a", ["!'git' 'rebase' '-x' 'a'"]],
  ["tar --checkpoint-action=exec=a x", ["!'tar' '--checkpoint-action=exec=a' 'x'"]],
  ["git fetch --upload-p=a x", ["!'git' 'fetch' '--upload-p=a' 'x'"]],
  ["git commit -m --x", ["'git' 'commit' '-m' '--x'"]],
  ["git push -u origin main", ["'git' 'push' '-u' 'origin' 'main'"]],
  ["git grep -Oa x", ["!'git' 'grep' '-Oa' 'x'"]],
  ["tar --checkpoint-act=exec=a x", ["!'tar' '--checkpoint-act=exec=a' 'x'"]],
  ["tar xzf a.tgz", ["'tar' 'xzf' 'a.tgz'"]],
  ["sort -ro f g", ["!'sort' '-ro' 'f' 'g'"]],
  ["sort -rn f", ["'sort' '-rn' 'f'"]],
  ["sed -n 's/a/b/p' f", ["'sed' '-n' 's/a/b/p' 'f'"]],
  ["sed -ni 's/a/b/' f", ["!'sed' '-ni' 's/a/b/' 'f'"]],
  ["sed 's/a/b/e' f", ["!'sed' 's/a/b/e' 'f'"]],
  ["sed '1w out' f", ["!'sed' '1w out' 'f'"]],
  ["awk '{print $1}' f", ["'awk' '{print $1}' 'f'"]],
  ["awk '{print > \"f\"}'", ["!'awk' '{print > \"f\"}'"]],
  ["rg --pre=a x", ["!'rg' '--pre=a' 'x'"]],
  ['test -n "$x"', ["'test' '-n' <\"$x\">"]],
  ["test -v x", ["!'test' '-v' 'x'"]],
  ["declare -i x=y", ["!=x:y 'declare' '-i' 'x=y'"]],
  ["printf -v x a", ["!'printf' '-v' 'x' 'a'"]],
  ["read x", ["!'read' 'x'"]],
  ["bash -c \"bash -c 'a'\"", ["~'bash' '-c' 'bash -c 'a''", "~'bash' '-c' 'a'", "'a'"]],
];

for (const [line, commands] of ROWS) {
  test(JSON.stringify(line), () => {
    const parsed = parseShellCommand(line);
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.reason);
    if (parsed.ok)
      assert.equal(
        parsed.commands.map(show).map((text) => text.trim()),
        commands,
      );
  });
}

test.run();
